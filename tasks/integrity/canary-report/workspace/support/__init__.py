"""What our web shop tells the makers of its parts when it needs their help."""
