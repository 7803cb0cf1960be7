"""Labels: what the kit writes on all it makes in an engine, so that a dead run's leftovers are told apart."""

import hashlib
import os
import platform
import subprocess
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

OWNER = "codingagentbench.owner"
CELL = "codingagentbench.cell"
ROLE = "codingagentbench.role"

Role = Literal["agent", "keeper", "grader", "proxy", "slot", "probe"]
UNKNOWN = "-"


class Owner(BaseModel):
    """The process that made something: who it is, on every machine and in every container that shares an engine."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    machine: str = Field(pattern=r"^[^:]+$", description="a hash of the machine's own id")
    boot: str = Field(pattern=r"^[^:]+$", description="the id of its boot")
    namespace: str = Field(pattern=r"^[^:]+$", description="where its pid counts: a container has pids of its own")
    pid: int = Field(gt=0)
    started: str = Field(pattern=r"^[^:]+$", description="when it started: pids are given out again")

    def __str__(self) -> str:
        """The label's value."""
        return ":".join((self.machine, self.boot, self.namespace, str(self.pid), self.started))

    @classmethod
    def parse(cls, label: str) -> Self:
        """Reads a label back; a ValueError names one that the kit never wrote."""
        parts = label.split(":")
        if len(parts) != 5 or not parts[3].isdecimal():
            raise ValueError(f"{OWNER} is {label!r}, which is no owner: remove what carries it by hand")
        machine, boot, namespace, pid, started = parts
        return cls(machine=machine, boot=boot, namespace=namespace, pid=int(pid), started=started)

    def is_dead(self) -> bool:
        """Whether this owner is surely gone: of another machine or another pid namespace nobody here can say so."""
        here = this_process()
        if self.machine != here.machine:
            return False
        if self.boot != here.boot:
            return True
        return self.namespace == here.namespace and _started(self.pid) != self.started


def this_process() -> Owner:
    """The owner that this process is."""
    pid = os.getpid()
    return Owner(machine=_machine(), boot=_boot(), namespace=_namespace(), pid=pid, started=_started(pid) or UNKNOWN)


def labels(role: Role, cell: str | None = None) -> dict[str, str]:
    """The labels of something this process makes; `cell` is None for what several cells share."""
    return {OWNER: str(this_process()), ROLE: role} | ({} if cell is None else {CELL: cell})


def _machine() -> str:
    for path in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        if path.is_file() and (name := path.read_text(encoding="ascii").strip()):
            break
    else:
        name = ""
    # Clones of one disk share the id, so the host's name stands beside it.
    return hashlib.sha256(f"{name} {platform.node()}".encode()).hexdigest()[:16]


def _boot() -> str:
    linux = Path("/proc/sys/kernel/random/boot_id")
    said = linux.read_text(encoding="ascii") if linux.exists() else _output("sysctl", "-n", "kern.boottime")
    return _word(said)


def _namespace() -> str:
    linux = Path("/proc/self/ns/pid")
    return _word(os.readlink(linux)) if linux.is_symlink() else UNKNOWN


def _started(pid: int) -> str | None:
    """When the process started, or None when there is none (a zombie is none: it does nothing any more)."""
    if not Path("/proc/self/stat").exists():
        return _word(_output("ps", "-o", "lstart=", "-p", str(pid))) or None
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    return None if fields[0] in {"Z", "X"} else fields[19]


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=10).stdout


def _word(text: str) -> str:
    """One word without the label's own separator."""
    return "-".join(text.replace(":", " ").split())
