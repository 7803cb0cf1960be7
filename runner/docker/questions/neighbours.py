"""Neighbours: no other cell, no other user's process and nothing that tells of the host is in sight."""

import contextlib
import ctypes
import errno
import os
import re
import socket
import struct
import time
from pathlib import Path
from typing import Any

from .kernel import Found, call, ended, refused, told

SECRET = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTHORIZATION)", re.IGNORECASE)
ATTACH = 16


def no_other_cells_process(given: dict[str, Any]) -> Found:
    """No process of another cell is visible, nor one of the host: the first one is this container's own."""
    seen = {pid: words for pid, words in _processes().items() if given["neighbour"] in words}
    own = _processes().get(1, "")
    return not seen and given["self"] in own, f"pid 1 is {own[:60]!r}; of the neighbour: {sorted(seen) or 'none'}"


def no_other_cells_socket(given: dict[str, Any]) -> Found:
    """No abstract Unix socket of another cell answers."""
    with socket.socket(socket.AF_UNIX) as client:
        end = client.connect_ex("\0" + given["neighbour"])
    return end == errno.ECONNREFUSED, told(end)


def no_other_cells_file(given: dict[str, Any]) -> Found:
    """No file of another cell's volumes or folders is visible."""
    places = ("/workspace", "/tmp", "/dev/shm", "/cab", os.environ.get("HOME", "/"))  # noqa: S108  # where cells write
    seen = [place for place in places if Path(place, given["neighbour"]).exists()]
    return not seen, f"in {seen or 'none'} of {', '.join(places)}"


def no_other_users_process(given: dict[str, Any]) -> Found:
    """A process of another user can be neither traced, read nor signalled."""
    pid = _appearing(given["stranger"])
    if pid is None:
        return False, "the process of another user, which the kit started for this, did not appear"
    words = ctypes.create_string_buffer(8)
    memory = struct.pack("NN", ctypes.addressof(words), 8)
    ends = {
        "attach": call("ptrace", ATTACH, pid, 0, 0),
        "read": call("process_vm_readv", pid, memory, 1, memory, 1, 0),
        "memory": ended(f"/proc/{pid}/mem", os.O_RDONLY),
        "environment": ended(f"/proc/{pid}/environ", os.O_RDONLY),
        "signal": _signalled(pid),
    }
    return refused(**ends)


def hostname_says_nothing(given: dict[str, Any]) -> Found:
    """The host name is the same in every cell, and no domain is set."""
    told_at = Path("/proc/sys/kernel/domainname")
    domain = told_at.read_text(encoding="ascii").strip() if told_at.exists() else ""
    name = socket.gethostname()
    return name == given["hostname"] and domain in ("", "(none)"), f"{name}, domain {domain}"


def no_key_in_environment(_: dict[str, Any]) -> Found:
    """No variable of this process or the first one is named like a key."""
    first = Path("/proc/1/environ").read_bytes().decode("utf-8", "replace").split("\0")
    names = set(os.environ) | {entry.partition("=")[0] for entry in first}
    wrong = sorted(name for name in names if SECRET.search(name))
    return not wrong, f"{wrong or 'none'} of {len(names)} variables"


def _processes() -> dict[int, str]:
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdecimal() and int(entry) != os.getpid():
            with contextlib.suppress(OSError):  # it ended meanwhile
                words = Path("/proc", entry, "cmdline").read_bytes()
                found[int(entry)] = words.replace(b"\0", b" ").decode("utf-8", "replace")
    # The probe's own words hold every mark, so it and what started it are no findings.
    return {pid: words for pid, words in found.items() if "cab-probe" not in words}


def _appearing(mark: str) -> "int | None":
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for pid, words in _processes().items():
            if mark in words:
                return pid
        time.sleep(0.05)
    return None


def _signalled(pid: int) -> int:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return error.errno or 0
    return 0


FACTS = (
    no_other_cells_process,
    no_other_cells_socket,
    no_other_cells_file,
    no_other_users_process,
    hostname_says_nothing,
    no_key_in_environment,
)
