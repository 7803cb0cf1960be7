"""The grader: verdicts from what a candidate answers, never from what it claims."""
