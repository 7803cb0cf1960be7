"""Runs one command under limits and, when it ends or this process is told to, kills all it left behind.

A program of its own (`python -I -S jail.py MEMORY_BYTES FILE_BYTES COMMAND…`), so that limits are set without running
Python between fork and exec of a process that has threads.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
LINUX = sys.platform == "linux"


def main(memory: int, file_size: int, command: list[str]) -> int:
    """The command's exit code, or 128 + the signal that ended it."""
    if LINUX:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    # Told to end between fork and handler, it must not leave the command behind.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    child = os.fork()
    if child == 0:
        become(memory, file_size, command)
    signal.signal(signal.SIGTERM, lambda *_: leave(child))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    for fd in (0, 1):
        os.dup2(os.open(os.devnull, os.O_RDWR), fd)
    _, status = os.waitpid(child, 0)
    sweep(child)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def become(memory: int, file_size: int, command: list[str]) -> None:
    """Turn this process into the command; never returns."""
    try:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
        if LINUX:
            # A command that kills its parent ends with it.
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        os.execvp(command[0], command)  # noqa: S606 - an argument vector, no shell
    except OSError as error:
        os.write(2, f"{command[0]}: {error}\n".encode())
    os._exit(127)


def leave(child: int) -> None:
    """Kill everything and end."""
    sweep(child)
    os._exit(143)


def sweep(session: int) -> None:
    """Kill the command's process group, then whatever was reparented to this process, until nothing is left."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)
    while True:
        for pid in children():
            os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def children() -> list[int]:
    """Children of this process; empty where /proc does not say (they are then in the killed group, or got away)."""
    return [int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if parent(stat) == os.getpid()]


def parent(stat: Path) -> int | None:
    """The parent's pid as /proc/PID/stat says it; None when the process is gone."""
    try:
        return int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return None


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
