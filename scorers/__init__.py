"""Evidence -> scores: pure functions, one axis a file, one list."""
