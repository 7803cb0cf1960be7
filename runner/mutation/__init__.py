"""Tasks made out of anybody's code: what is in a source file, what can go wrong in it, and how that is told."""
