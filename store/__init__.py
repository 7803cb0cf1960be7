"""Bundles on disk, sealed and checked, and their SQLite index."""
