"""A letter: from whom, to whom, about what, and what it says."""

from dataclasses import dataclass, field

from letters.frame import FrameError, Reader, framed, framed_text


@dataclass(frozen=True)
class Letter:
    """`files` by name, as bytes."""

    sender: str
    to: tuple
    subject: str
    body: str
    files: dict = field(default_factory=dict)


def pack(letter):
    """The letter as one frame, which holds frames."""
    parts = [framed_text(letter.sender), framed(b"".join(framed_text(each) for each in letter.to))]
    parts += [framed_text(letter.subject), framed_text(letter.body)]
    for name, content in sorted(letter.files.items()):
        parts += [framed_text(name), framed(content)]
    return framed(b"".join(parts))


def unpack(content):
    """The letter in the content of a frame."""
    parts = Reader(content)
    sender, to = parts.take_text(), Reader(parts.take())
    names = []
    while not to.ended:
        names.append(to.take_text())
    subject, body, files = parts.take_text(), parts.take_text(), {}
    while not parts.ended:
        name = parts.take_text()
        if name in files:
            raise FrameError(f"two files are called {name!r}")
        files[name] = parts.take()
    return Letter(sender, tuple(names), subject, body, files)
