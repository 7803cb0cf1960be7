"""User: another user of this machine, as whom a kit that is root has programs run."""

import ctypes
import os
import pwd
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

BECOME = str(Path(__file__).with_name("become.py"))


class User(BaseModel):
    """Who."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    uid: int = Field(gt=0)
    gid: int = Field(gt=0)

    @classmethod
    def named(cls, name: str) -> Self:
        """The machine's user of that name; ValueError when it has none."""
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            raise ValueError(f"this machine has no user {name!r}; run-cell works in an image of the kit only") from None
        return cls(uid=found.pw_uid, gid=found.pw_gid)

    @property
    def prefix(self) -> tuple[str, ...]:
        """What is put before a command, so that this user runs it, with no way back."""
        return (sys.executable, "-I", "-S", BECOME, str(self.uid), str(self.gid))

    def own(self, folder: Path) -> None:
        """Gives the user the folder and all that is in it, where no program of theirs has been yet."""
        for _, folders, files, descriptor in os.fwalk(folder):
            os.fchown(descriptor, self.uid, self.gid)
            for name in (*folders, *files):
                os.chown(name, self.uid, self.gid, dir_fd=descriptor, follow_symlinks=False)

    @contextmanager
    def at_the_disk(self) -> Iterator[None]:
        """Has this thread open and write files with the user's rights: a link that they planted leads it nowhere."""
        system = ctypes.CDLL(None)
        # The group first and last, while this thread may still change it.
        gid = system.setfsgid(self.gid)
        uid = system.setfsuid(self.uid)
        try:
            yield
        finally:
            system.setfsuid(uid)
            system.setfsgid(gid)
