"""Calls per second and CPU per call through a proxy, measured side by side: one core for it, one for both ends."""
