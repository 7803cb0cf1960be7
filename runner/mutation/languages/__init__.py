"""What the kit knows of each language's syntax, a file a language."""
