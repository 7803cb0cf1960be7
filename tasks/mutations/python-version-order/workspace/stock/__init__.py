"""Which versions of which parts fit together."""
