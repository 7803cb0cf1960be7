"""Seats of a council, from votes."""
