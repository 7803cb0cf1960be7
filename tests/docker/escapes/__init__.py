"""Escapes: what a hostile agent tries from inside a sealed cell; the folder runs there by itself, as one script."""
