"""Lossy disk: a disk that keeps nothing but what was synced, for a process that asks for it before all else.

The two system calls by which a journal reaches the disk are taken over: what is written goes to
`<file>.unsynced`, after the offset it belongs to, and into the file when it is synced. After a kill, whoever plays the
power loss has both: the file, and what may or may not have reached it.
"""

import os
import stat
import time
from pathlib import Path

REAL_WRITE, REAL_SYNC = os.write, os.fdatasync


class LossyDisk:
    """Bytes of regular files on their way to the disk."""

    def __init__(self) -> None:
        self._waiting: dict[int, bytes] = {}
        self._beside: dict[int, int] = {}

    def write(self, file: int, data: bytes) -> int:
        """What os.write does, as far as its caller can tell."""
        if not stat.S_ISREG(os.fstat(file).st_mode):
            return REAL_WRITE(file, data)
        if not self._waiting.get(file):
            self._begin(file)
        self._waiting[file] += bytes(data)
        REAL_WRITE(self._beside[file], bytes(data))
        return len(data)

    def sync(self, file: int) -> None:
        """What os.fdatasync does."""
        if waiting := self._waiting.pop(file, b""):
            time.sleep(0.002)  # a slow disk, so that kills fall while something waits for it
            half = len(waiting) // 2
            REAL_WRITE(file, waiting[:half])
            REAL_SYNC(file)
            REAL_WRITE(file, waiting[half:])
            os.ftruncate(self._beside[file], 0)

    def forget(self) -> None:
        """A child's files are other files."""
        self._waiting, self._beside = {}, {}

    def _begin(self, file: int) -> None:
        name = Path(os.readlink(f"/proc/self/fd/{file}"))
        if file not in self._beside:
            beside = name.with_name(name.name + ".unsynced")
            self._beside[file] = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_TRUNC, 0o644)
        self._waiting[file] = b""
        REAL_WRITE(self._beside[file], f"{os.fstat(file).st_size}\n".encode())


def take_over() -> None:
    """From here on this process, and what it forks, has such a disk; before anybody else holds the real calls."""
    disk = LossyDisk()
    os.write, os.fdatasync = disk.write, disk.sync  # type: ignore[assignment]
    os.register_at_fork(after_in_child=disk.forget)
