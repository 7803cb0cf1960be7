"""Text backwards."""

from mirror.clusters import clusters

KEEPS = ("nothing", "words", "lines")


def reverse(text: str, keep: str = "nothing") -> str:
    """`text` backwards; `keep` says what stays in its place."""
    if keep not in KEEPS:
        raise ValueError(f"keep must be one of {', '.join(KEEPS)}, not {keep!r}")
    if keep != "nothing":
        raise NotImplementedError(keep)
    return "".join(reversed(clusters(text)))
