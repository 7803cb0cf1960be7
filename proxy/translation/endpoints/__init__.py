"""What the endpoints of each dialect are sent, and what is read of their answers."""
