"""Questions: what the probe asks from within a container; the image's own Python alone runs it, as the agent's user."""
