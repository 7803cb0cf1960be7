"""What is wrong with a file, and in which line."""


class Wrong(Exception):
    """`Wrong(3, "copy")` is `line 3: copy`."""

    def __init__(self, line, word):
        super().__init__(f"line {line}: {word}")
