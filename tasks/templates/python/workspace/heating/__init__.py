"""A heating, as far as it is software."""
