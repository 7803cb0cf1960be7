"""A note-taking program for the desktop, as far as it talks to the world."""
