"""What each operator changes at one node of a syntax tree, by the kind of thing that it changes."""
