"""Tables from files of our suppliers."""
