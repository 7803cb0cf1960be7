"""Pages and badges: reads the store, knows nothing of how cells came to be."""
