"""The catalogue, the task model, and the tasks themselves."""
