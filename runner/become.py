"""Becomes another user for good, and then the command.

A program of its own, standard library only, started by root, by file: `python -I -S become.py UID GID COMMAND…`
"""

import contextlib
import ctypes
import os
import sys
import warnings  # noqa: F401 - os.execvp imports it, at a time when Python's own folder may not be readable any more

PR_SET_NO_NEW_PRIVS = 38


def main(uid: int, gid: int, command: list[str]) -> None:
    """Never returns: the command takes this process's place, as a user that no program can make more of."""
    for stream in (1, 2):
        # Programs open their terminal again by its name.
        with contextlib.suppress(OSError):
            os.chown(os.ttyname(stream), uid, gid)
    if ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        sys.exit("this kernel cannot keep programs from gaining rights")
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    try:
        os.execvp(command[0], command)  # noqa: S606 - an argument vector, no shell
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        sys.exit(127)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
