"""Limits: the bounds that were asked for are in force, as the kernel itself tells them."""

import os
import resource
from pathlib import Path
from typing import Any

from .kernel import Found

CGROUPS = Path("/sys/fs/cgroup")


def memory_limited(given: dict[str, Any]) -> Found:
    """Memory ends where the limit says."""
    return _is_at_most(_value("memory.max", "memory/memory.limit_in_bytes"), given["memory"])


def swap_adds_nothing(given: dict[str, Any]) -> Found:
    """Beyond the memory limit there is no swap."""
    newer = _value("memory.swap.max")
    if newer is not None:
        return _is_at_most(newer, 0)
    older = _value("memory/memory.memsw.limit_in_bytes")
    if older is not None:
        return _is_at_most(older, given["memory"])
    swaps = Path("/proc/swaps")
    if swaps.exists() and not swaps.read_text(encoding="utf-8").splitlines()[1:]:
        return True, "the machine has no swap"
    return None, "this kernel does not count swap (swapaccount=1 has it do so)"


def processes_limited(given: dict[str, Any]) -> Found:
    """The number of processes and threads ends where the limit says."""
    return _is_at_most(_value("pids.max", "pids/pids.max"), given["pids"])


def cpu_limited(given: dict[str, Any]) -> Found:
    """No more processor time than the limit says is given."""
    words = _read("cpu.max")
    if words:
        quota, period = words.split()
    else:
        quota, period = _read("cpu/cpu.cfs_quota_us"), _read("cpu/cpu.cfs_period_us")
    if not quota.isdecimal() or not period.isdecimal():
        return False, f"no limit is told: {quota or 'nothing'}"
    cpus = int(quota) / int(period)
    return cpus <= given["cpus"] + 0.01, f"{cpus:g} of {given['cpus']:g} CPUs"


def open_files_limited(given: dict[str, Any]) -> Found:
    """The number of open files of one process ends where the limit says."""
    return _is_at_most(resource.getrlimit(resource.RLIMIT_NOFILE)[1], given["open_files"])


def no_core_dump(_: dict[str, Any]) -> Found:
    """A crash writes no core file and starts no program of the host's core_pattern."""
    return _is_at_most(resource.getrlimit(resource.RLIMIT_CORE)[1], 0)


def workspace_limited(given: dict[str, Any]) -> Found:
    """The workspace cannot grow beyond its bytes and files."""
    return _bounded("/workspace", given["workspace"], given["files"])


def home_limited(given: dict[str, Any]) -> Found:
    """HOME cannot grow beyond its bytes and files."""
    return _bounded(given["home_folder"], given["home"], given["folder_files"])


def tmp_limited(given: dict[str, Any]) -> Found:
    """The folder for temporary files cannot grow beyond its bytes and files."""
    return _bounded("/tmp", given["tmp"], given["folder_files"])  # noqa: S108  # the container's own


def shared_memory_limited(given: dict[str, Any]) -> Found:
    """Shared memory is limited."""
    return _bounded("/dev/shm", given["shm"], None)  # noqa: S108  # likewise


def umask_keeps_others_out(_: dict[str, Any]) -> Found:
    """New files are writable by their owner alone."""
    mask = os.umask(0o022)
    return mask & 0o022 == 0o022, f"umask {mask:04o}"


def _read(name: str) -> str:
    try:
        return (CGROUPS / name).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _value(*names: str) -> "int | None":
    """The first of these files of the cgroup (version 2, version 1) that is there; -1 says that it has no limit."""
    for name in names:
        word = _read(name)
        if word:
            return int(word) if word.isdecimal() else -1
    return None


def _is_at_most(value: "int | None", limit: int) -> Found:
    if value is None:
        return False, "no limit is told"
    return 0 <= value <= limit, f"{value} of {limit}" if value >= 0 else "no limit"


def _bounded(place: str, size: int, files: "int | None") -> Found:
    """A folder whose whole file system is no larger than it may be; the machine's disks are."""
    about = os.statvfs(place)
    total = about.f_blocks * about.f_frsize
    small = 0 < total <= size + resource.getpagesize() and (files is None or 0 < about.f_files <= files)
    return small, f"{total} of {size} bytes, {about.f_files} of {'any number of' if files is None else files} files"


FACTS = (
    memory_limited,
    swap_adds_nothing,
    processes_limited,
    cpu_limited,
    open_files_limited,
    no_core_dump,
    workspace_limited,
    home_limited,
    tmp_limited,
    shared_memory_limited,
    umask_keeps_others_out,
)
