"""A kitchen: orders are cooked side by side, and every dish is written down before it is served."""
