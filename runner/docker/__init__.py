"""Cells in containers of a Docker engine."""
