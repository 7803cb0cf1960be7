"""The scripted model: it knows the reference solution and drives a real agent to it."""
