"""What a reader sees as one character."""


def clusters(text: str) -> list[str]:
    """The clusters of `text`, in order; joined together they are `text` again."""
    return list(text)
