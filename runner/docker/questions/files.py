"""Files: the root and what the kernel shows can only be read, and nothing of the host is among them."""

import os
from pathlib import Path
from typing import Any

from .kernel import Found, ended

READ_ONLY = ("/", "/etc", "/usr", "/opt", "/var")
KERNEL = ("/proc/sys", "/proc/irq", "/proc/bus", "/proc/fs", "/proc/sysrq-trigger", "/sys")
MASKED = (
    *("/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/latency_stats"),
    *("/proc/scsi", "/proc/acpi", "/proc/asound", "/sys/firmware"),
)
DEVICES = set(
    "console core fd full init mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero".split()  # noqa: SIM905
)
SOCKETS = (
    *("docker.sock", "containerd/containerd.sock", "podman/podman.sock", "crio/crio.sock"),
    *("dbus/system_bus_socket", "systemd/private"),
)
WRITABLE = ("/tmp", "/workspace", "/dev/shm")  # noqa: S108  # the container's own
OWN = (
    *("/proc", "/sys", "/dev", "/cab", *WRITABLE, "/etc/resolv.conf", "/etc/hostname", "/etc/hosts"),
    *("/sbin/docker-init", "/usr/sbin/docker-init", "/run/podman-init", "/run/.containerenv", "/run/secrets"),
)


def root_read_only(_: dict[str, Any]) -> Found:
    """Nothing of the image can be changed, whoever owns it."""
    open_to = [place for place in READ_ONLY if Path(place).is_dir() and not _read_only(place)]
    return not open_to, f"writable file systems: {open_to or 'none'} of {', '.join(READ_ONLY)}"


def kernel_read_only(_: dict[str, Any]) -> Found:
    """The kernel's settings under /proc and /sys cannot be written."""
    there = [place for place in KERNEL if Path(place).exists()]
    open_to = [place for place in there if not _read_only(place)]
    return not open_to, f"writable: {open_to or 'none'} of {', '.join(there)}"


def cgroups_read_only(_: dict[str, Any]) -> Found:
    """The container's limits cannot be changed from inside, and no release agent set."""
    top = Path("/sys/fs/cgroup")
    places = [place for place in (top, *sorted(top.iterdir())) if (place / "cgroup.procs").exists()]
    open_to = [str(place) for place in places if not _read_only(str(place))]
    names = ("cgroup.procs", "release_agent", "memory.max", "memory.limit_in_bytes", "pids.max")
    ends = {str(place / name): ended(place / name, os.O_WRONLY) for place in places for name in names
            if (place / name).exists()}  # fmt: skip
    written = [name for name, end in ends.items() if not end]
    return not open_to and not written, f"writable: {open_to + written or 'none'} of {len(places)} hierarchies"


def kernel_masked(_: dict[str, Any]) -> Found:
    """What the kernel tells of the whole machine (its memory, keys, timers, firmware) is hidden or empty."""
    shown = [place for place in MASKED if not _empty(Path(place))]
    return not shown, f"shown: {shown or 'none'} of {', '.join(MASKED)}"


def no_engine_socket(_: dict[str, Any]) -> Found:
    """No socket of an engine or of the host's services is there."""
    there = [path for top in ("/run", "/var/run", "/") for path in (Path(top, name) for name in SOCKETS) if _is(path)]
    return not there, f"found {[str(path) for path in there] or 'none'}"


def no_host_device(_: dict[str, Any]) -> Found:
    """No device is there but those that every container has."""
    names = set(os.listdir("/dev"))
    return names <= DEVICES, f"beyond the usual: {sorted(names - DEVICES) or 'none'}"


def no_host_folder(given: dict[str, Any]) -> Found:
    """Nothing is mounted but the container's own file systems and volumes."""
    places = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()]
    home = os.environ.get("HOME", "/home/agent")
    strange = [place for place in places if place != "/" and not _below(place, (*OWN, *given["own"], home))]
    return not strange, f"{len(places)} mounts; beyond its own: {strange or 'none'}"


def no_setuid_on_volumes(_: dict[str, Any]) -> Found:
    """Where the agent can write, setuid bits and device files do nothing."""
    places = [place for place in (*WRITABLE, os.environ.get("HOME", "/tmp")) if _is(Path(place))]  # noqa: S108
    wanted = os.ST_NOSUID | os.ST_NODEV
    lacking = [place for place in places if os.statvfs(place).f_flag & wanted != wanted]
    return not lacking, f"lacking: {lacking or 'none'} of {', '.join(places)}"


def _read_only(place: str) -> bool:
    """The kernel says so of the file system, or of the deepest mount that the place is in."""
    if os.statvfs(place).f_flag & os.ST_RDONLY:
        return True
    mounts = [line.split() for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()]
    over = [words for words in mounts if words[4] == "/" or _below(place, (words[4],))]
    return bool(over) and "ro" in max(over, key=lambda words: len(words[4]))[5].split(",")


def _is(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return True


def _empty(path: Path) -> bool:
    try:
        if path.is_dir():
            return not os.listdir(path)
        with path.open("rb") as content:
            return not content.read(1)
    except (FileNotFoundError, PermissionError):
        return True


def _below(place: str, tops: tuple[str, ...]) -> bool:
    return any(place == top or place.startswith(top + "/") for top in tops)


FACTS = (
    root_read_only,
    kernel_read_only,
    cgroups_read_only,
    kernel_masked,
    no_engine_socket,
    no_host_device,
    no_host_folder,
    no_setuid_on_volumes,
)
