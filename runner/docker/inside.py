"""Takes a room's new files from standard input inside a grading container, then becomes the command that is to run.

Given to the container's own Python as text: `python3 -I -S -c SOURCE ROOM BYTES STDIN COMMAND…`. Writes one line to
standard output when it has begun, so that the engine's own delays are not taken for the candidate's.
"""

import io
import os
import sys
import tarfile
import time


def main(room: str, count: str, stdin: str, command: list[str]) -> None:
    """Unpack `count` bytes of tar into `room`, then run the command in the current folder below it; never returns."""
    archive = taken(int(count))
    for name in ("code", "home", "tmp"):
        os.makedirs(os.path.join(room, name), exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        # Of the kit's own making, for a room that the kit has opened.
        files.extractall(room)  # noqa: S202
    cache(os.environ.get("PREBUILT_GO", ""), os.path.join(room, "home", ".cache", "go-build"))
    os.chdir(os.path.join(room, command[0]))
    os.write(1, b"\n")
    if stdin == "none":
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.execvp(command[1], command[1:])  # noqa: S606 - an argument vector, no shell


def cache(source: str, target: str) -> None:
    """What Go has compiled of itself in the image, by links into a cache that can be written to; once a room."""
    if not source or os.path.exists(target):
        return
    for folder, _, names in os.walk(source):
        inside = os.path.join(target, os.path.relpath(folder, source))
        os.makedirs(inside)
        for name in names:
            os.symlink(os.path.join(folder, name), os.path.join(inside, name))
    # Says that old entries were looked for just now: those of the image stay, however old it is.
    trimmed = os.path.join(target, "trim.txt")
    if os.path.lexists(trimmed):
        os.unlink(trimmed)
    with open(trimmed, "w", encoding="ascii") as file:
        file.write(str(int(time.time())))


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
