"""The club's accounts."""
