"""Lines to the far end, and what can go wrong on them."""


class LineBrokenError(OSError):
    """The line is gone; whatever was sent over it did not arrive."""


class RefusedError(ValueError):
    """The far end did not want the message; the line is as good as before."""


class Line:
    """One open line. `far_end(text)` answers, or raises one of the above."""

    def __init__(self, number, far_end):
        self.number = number
        self._far_end = far_end
        self.open = True
        self.sent = 0

    def send(self, text):
        """The answer to a message."""
        if not self.open:
            raise LineBrokenError(f"line {self.number} is closed")
        try:
            answer = self._far_end(text)
        except LineBrokenError:
            self.open = False
            raise
        self.sent += 1
        return answer

    def close(self):
        """Hang up."""
        self.open = False
