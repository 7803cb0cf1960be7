"""Takes a room's new files from standard input inside a grading container, then becomes the command that is to run.

Given to the container's own Python as text: `python3 -I -S -c SOURCE ROOM BYTES STDIN COMMAND…`. Writes one line to
standard output when it has begun, so that the engine's own delays are not taken for the candidate's.
"""

import io
import os
import sys
import tarfile


def main(room: str, count: str, stdin: str, command: list[str]) -> None:
    """Unpack `count` bytes of tar into `room`, then run the command in the current folder below it; never returns."""
    archive = taken(int(count))
    for name in ("code", "home", "tmp"):
        os.makedirs(os.path.join(room, name), exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        # Of the kit's own making, for a room that the kit has opened.
        files.extractall(room)  # noqa: S202
    os.chdir(os.path.join(room, command[0]))
    os.write(1, b"\n")
    if stdin == "none":
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.execvp(command[1], command[1:])  # noqa: S606 - an argument vector, no shell


def taken(count: int) -> bytes:
    """Exactly `count` bytes of standard input: what follows them is the command's."""
    pieces = []
    while count:
        piece = os.read(0, min(count, 1 << 20))
        if not piece:
            sys.exit("standard input ended early")
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
