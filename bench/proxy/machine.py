"""Machine: the facts without which figures mean nothing."""

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

IN_MEMORY = ("tmpfs", "ramfs")


def file_system(folder: Path) -> str:
    """The type of the file system that holds `folder`, by the longest mount point above it."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    above = [(point, kind) for _, point, kind, *_ in mounts if folder.resolve().is_relative_to(point)]
    return max(above, key=lambda mount: len(mount[0]))[1]


def disk(folder: Path) -> str:
    """The file system that journals go to; RuntimeError where a sync costs nothing, as that would flatter us."""
    kind = file_system(folder)
    if kind in IN_MEMORY:
        raise RuntimeError(f"{folder} is on {kind}, where nothing is durable; measure from a checkout on a disk")
    return kind


def processor() -> str:
    """The CPU's name as the kernel has it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def check() -> None:
    """RuntimeError where this cannot be measured."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        raise RuntimeError("the proxy's bench needs Linux and two CPUs: one for the proxy, one for both ends")


def caption(folder: Path) -> str:
    """Date, machine and system in one sentence."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {processor()}, {os.cpu_count()} CPUs, Linux {platform.release()}, "
        f"Python {platform.python_version()}, journal on {disk(folder)}, "
        f"load average before the run {os.getloadavg()[0]:.2f}"
    )
