"""Validating a task: it can be solved, and neither by nothing nor by its shipped wrong solutions."""
