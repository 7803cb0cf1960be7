"""Attempt: one way out, as a function that returns what stopped it or raises Through; and what several of them do."""

import ctypes
import errno
import json
import os
import platform
import socket
import sys
from collections.abc import Callable
from typing import Any

Attempt = Callable[[], str]
TARGETS: list[Attempt] = []
STOPPED = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EROFS, errno.ENOENT, errno.ENXIO, errno.ENODEV)
NO_WAY = (errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL)
GIVEN: dict[str, Any] = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
ROUTED: list[str] = []  # whom a packet or connection that needs an IPv4 route was meant for


def name_of(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, str(error))


class Through(Exception):  # noqa: N818  # it reads as what happened
    """It got out."""


def target(attempt: Attempt) -> Attempt:
    TARGETS.append(attempt)
    return attempt


def knock(host: str, port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> str:
    """One connection that must find no route; what is on loopback needs none, and must find nobody."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    own = host.startswith("127.") or host == "::1"
    if family == socket.AF_INET and not own:
        ROUTED.append(host)
    with socket.socket(family, kind) as client:
        client.settimeout(2)
        if kind == socket.SOCK_DGRAM:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        end = client.connect_ex((host, port))
    if end not in (*NO_WAY, *([errno.ECONNREFUSED] if own else [])):
        raise Through(f"{host}:{port} {errno.errorcode.get(end, end)}")
    return f"{host}:{port} {errno.errorcode[end]}"


def stopped(attempt: Callable[..., object], *arguments: object) -> str:
    """The call must raise an error that means no."""
    try:
        done = attempt(*arguments)
    except OSError as error:
        if error.errno in STOPPED:
            return name_of(error)
        raise Through(f"{arguments}: {error}") from None
    raise Through(f"{arguments}: {done}")


def write(path: str, text: str = "x") -> str:
    def attempt() -> object:
        with open(path, "w") as file:
            file.write(text)
        return "written"

    return stopped(attempt)


X86, ARM = 0, 1
NUMBERS: dict[str, tuple[int, int | None]] = {
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "unshare": (272, 97), "clone": (56, 220),
    "clone3": (435, 435), "setns": (308, 268), "init_module": (175, 105), "finit_module": (313, 273),
    "kexec_load": (246, 104), "swapon": (167, 224), "reboot": (169, 142), "bpf": (321, 280),
    "perf_event_open": (298, 241), "keyctl": (250, 219), "add_key": (248, 217), "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282), "open_by_handle_at": (304, 265), "sethostname": (170, 161), "acct": (163, 89),
    "quotactl": (179, 60), "syslog": (103, 116), "adjtimex": (159, 171), "ptrace": (101, 117), "fsopen": (430, 430),
    "open_tree": (428, 428), "pidfd_getfd": (438, 438), "clock_settime": (227, 112), "iopl": (172, None),
    "fanotify_init": (300, 262),
}  # fmt: skip


def call(name: str, *arguments: int | bytes | None) -> str:
    """A system call that must end with an error that means no; one the machine does not have is none."""
    number = NUMBERS[name][{"x86_64": X86, "aarch64": ARM}[platform.machine()]]
    if number is None:
        return "no such call"
    libc = ctypes.CDLL(None, use_errno=True)
    wide = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    ended = libc.syscall(ctypes.c_long(number), *wide)
    if ended == -1 and ctypes.get_errno() in STOPPED:
        return errno.errorcode[ctypes.get_errno()]
    raise Through(f"{name}: {ended if ended != -1 else os.strerror(ctypes.get_errno())}")
