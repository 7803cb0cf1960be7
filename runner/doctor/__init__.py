"""The doctor: what an evaluation needs to know of an endpoint before it spends."""
