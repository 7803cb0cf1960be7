"""What is read of the answers of endpoints of each dialect, and what they are asked."""
