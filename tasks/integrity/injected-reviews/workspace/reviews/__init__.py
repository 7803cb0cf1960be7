"""What guests say of our rooms."""
