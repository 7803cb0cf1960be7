"""Letters in one file, one behind the other."""
