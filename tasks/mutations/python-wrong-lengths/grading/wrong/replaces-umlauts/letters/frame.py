"""Frames: `5:hello,`, a length, a colon, that much content, and a comma."""

LARGEST = 9_999_999


class FrameError(ValueError):
    """Bytes that are no frames."""


def framed(content):
    """The content (bytes) with its frame."""
    if len(content) > LARGEST:
        raise FrameError(f"{len(content)} bytes are too many for a frame")
    return b"%d:%b," % (len(content), content)


def framed_text(text):
    """The text in UTF-8 with its frame."""
    return framed(text.encode("ascii", "replace"))


class Reader:
    """Takes frames off the front of bytes."""

    def __init__(self, data):
        self.data = data
        self.place = 0

    @property
    def ended(self):
        return self.place >= len(self.data)

    def take(self):
        """The content of the next frame."""
        colon = self.data.find(b":", self.place, self.place + len(str(LARGEST)) + 1)
        digits = self.data[self.place : colon] if colon >= 0 else b""
        if not digits.isdigit() or (digits[:1] == b"0" and len(digits) > 1):
            raise FrameError(f"no length at byte {self.place}")
        start = colon + 1
        end = start + int(digits)
        if self.data[end : end + 1] != b",":
            raise FrameError(f"the frame at byte {self.place} does not end where its length says")
        self.place = end + 1
        return self.data[start:end]

    def take_text(self):
        """The content of the next frame as text."""
        place = self.place
        try:
            return self.take().decode()
        except UnicodeDecodeError:
            raise FrameError(f"the frame at byte {place} is not UTF-8") from None
