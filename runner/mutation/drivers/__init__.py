"""The driver of a task's grading folder, written for given entry functions, a file a language."""
