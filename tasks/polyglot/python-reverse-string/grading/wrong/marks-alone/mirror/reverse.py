"""Text backwards."""

from itertools import groupby

from mirror.clusters import clusters

KEEPS = ("nothing", "words", "lines")


def reverse(text: str, keep: str = "nothing") -> str:
    """`text` backwards; `keep` says what stays in its place."""
    if keep not in KEEPS:
        raise ValueError(f"keep must be one of {', '.join(KEEPS)}, not {keep!r}")
    if keep == "nothing":
        return "".join(reversed(clusters(text)))
    stays = _is_space if keep == "words" else _is_line_end
    rows = ((kept, list(row)) for kept, row in groupby(clusters(text), stays))
    return "".join("".join(row if kept else reversed(row)) for kept, row in rows)


def _is_space(cluster: str) -> bool:
    return cluster[0].isspace()


def _is_line_end(cluster: str) -> bool:
    return cluster in ("\r", "\n", "\r\n")
