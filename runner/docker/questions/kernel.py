"""Kernel: asks for one system call, and tells whether the kernel refused to look at it."""

import ctypes
import errno
import os
import platform

# Whether a fact holds, or None where nothing can be said, and what was seen.
Found = tuple["bool | None", str]

REFUSED = (errno.EPERM, errno.EACCES, errno.ENOSYS)

# Number on x86-64, on arm64.
NUMBERS = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "adjtimex": (159, 171),
    "bpf": (321, 280),
    "fsopen": (430, 430),
    "init_module": (175, 105),
    "io_uring_setup": (425, 425),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "perf_event_open": (298, 241),
    "pidfd_getfd": (438, 438),
    "process_vm_readv": (310, 270),
    "ptrace": (101, 117),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "setns": (308, 268),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
}


def call(name: str, *arguments: "int | bytes | ctypes.Array[ctypes.c_char] | None") -> int:
    """The error number the call ended with, 0 for none."""
    libc = ctypes.CDLL(None, use_errno=True)
    machine = {"x86_64": 0, "aarch64": 1, "arm64": 1}[platform.machine()]
    wide = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    ctypes.set_errno(0)
    return ctypes.get_errno() if libc.syscall(ctypes.c_long(NUMBERS[name][machine]), *wide) == -1 else 0


def told(number: int) -> str:
    """An error number in words."""
    return f"{errno.errorcode.get(number, number)} {os.strerror(number)}" if number else "done"


def refused(**ends: int) -> Found:
    """Holds when every one of these ended with a refusal, and not with success or another error."""
    through = {name: told(end) for name, end in ends.items() if end not in REFUSED}
    if through:
        return False, ", ".join(f"{name}: {end}" for name, end in through.items())
    return True, ", ".join(f"{name}: {told(end)}" for name, end in ends.items())


def ended(attempt: "os.PathLike[str] | str", flags: int) -> int:
    """The error number that opening a path ended with, 0 for none."""
    try:
        os.close(os.open(attempt, flags))
    except OSError as error:
        return error.errno or 0
    return 0
