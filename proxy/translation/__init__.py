"""Agents of one dialect on endpoints of another: litellm's adapters, in a process of their own."""
