"""Privileges: the agent's user has none, can gain none, and is refused what would need one."""

import errno
import os
import stat
from pathlib import Path
from typing import Any

from .kernel import Found, call, refused, told

NEW_NAMESPACES = {"user": 0x10000000, "mount": 0x20000, "pid": 0x20000000, "net": 0x40000000, "ipc": 0x8000000}
ADJ_TICK = 0x4000
UNTOLD = "is not told"


def not_root(given: dict[str, Any]) -> Found:
    """Every user and group id is the agent's own."""
    ids = {*os.getresuid(), *os.getresgid(), *os.getgroups()}
    return ids == {given["user"]}, f"ids {sorted(ids)}"


def no_capability(_: dict[str, Any]) -> Found:
    """All five sets of capabilities are empty."""
    sets = {name: _status(name) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
    held = [name for name, value in sets.items() if value.strip("0") and (name, value) != ("CapAmb", UNTOLD)]
    return not held, ", ".join(f"{name} {value}" for name, value in sets.items())


def no_new_privileges(_: dict[str, Any]) -> Found:
    """Starting a program never gives more rights than the starter has (setuid bits do nothing)."""
    value = _status("NoNewPrivs")
    return value == "1", f"NoNewPrivs {value}"


def seccomp_filters(_: dict[str, Any]) -> Found:
    """System calls are filtered."""
    value = _status("Seccomp")
    return value == "2", f"Seccomp {value}"


def no_change_of_user(_: dict[str, Any]) -> Found:
    """The user cannot become root or take another group."""
    return refused(setuid=_ended(os.setuid, 0), setgid=_ended(os.setgid, 0), setgroups=_ended(os.setgroups, [0]))


def no_user_namespace(_: dict[str, Any]) -> Found:
    """No user namespace can be made, in which the user would be root."""
    return refused(unshare=call("unshare", NEW_NAMESPACES["user"]))


def no_namespace(_: dict[str, Any]) -> Found:
    """No other namespace can be made or entered."""
    ends = {name: call("unshare", flag) for name, flag in NEW_NAMESPACES.items() if name != "user"}
    return refused(**ends, enter=call("setns", -1, 0))


def no_mount(_: dict[str, Any]) -> Found:
    """Nothing can be mounted, by the old call or the new."""
    return refused(mount=call("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, None), fsopen=call("fsopen", b"tmpfs", 0))


def no_chroot(_: dict[str, Any]) -> Found:
    """The root folder cannot be changed."""
    return refused(chroot=_ended(os.chroot, "/tmp"))  # noqa: S108  # a folder that is there


def no_device_file(_: dict[str, Any]) -> Found:
    """No device file can be made."""
    path = "/dev/shm/cab-probe-device"  # noqa: S108  # the container's own
    return refused(
        block=_ended(os.mknod, path, stat.S_IFBLK | 0o600, os.makedev(8, 0)),
        character=_ended(os.mknod, path, stat.S_IFCHR | 0o600, os.makedev(1, 1)),
    )


def no_keyring(_: dict[str, Any]) -> Found:
    """The kernel's keyrings, which know no namespaces, cannot be used."""
    ends = {name: call(name, None, None, None, 0, 0) for name in ("add_key", "request_key")}
    return refused(**ends, keyctl=call("keyctl", 0, -3, 0))


def no_bpf(_: dict[str, Any]) -> Found:
    """No program can be loaded into the kernel."""
    return refused(bpf=call("bpf", 9999, None, 0))


def no_perf_events(_: dict[str, Any]) -> Found:
    """The kernel's performance counters cannot be opened."""
    end = call("perf_event_open", None, 0, -1, -1, 0)
    return (True, told(end)) if end == errno.ENODEV else refused(perf_event_open=end)


def no_userfaultfd(_: dict[str, Any]) -> Found:
    """Page faults, which make races in the kernel easy to win, cannot be handled."""
    return refused(userfaultfd=call("userfaultfd", 1))


def no_io_uring(_: dict[str, Any]) -> Found:
    """No system call can be made past the filter by a ring."""
    return refused(io_uring_setup=call("io_uring_setup", 1, None))


def clock_not_settable(_: dict[str, Any]) -> Found:
    """The clock cannot be changed."""
    timex = ADJ_TICK.to_bytes(4, "little") + bytes(252)  # a tick of 0 is invalid: nothing changes where it is allowed
    return refused(adjtimex=call("adjtimex", timex))


def no_kernel_change(_: dict[str, Any]) -> Found:
    """No module, other kernel, swap or accounting file can be loaded, and nothing restarted."""
    return refused(
        init_module=call("init_module", None, 0, None),
        kexec_load=call("kexec_load", 0, 1000, None, 0),
        swapon=call("swapon", b"/nowhere", 0),
        acct=call("acct", b"/nowhere"),
        reboot=call("reboot", 0, 0, 0, None),  # no magic number: invalid where it is allowed
    )


def no_kernel_log(_: dict[str, Any]) -> Found:
    """The kernel's log cannot be read."""
    return refused(syslog=call("syslog", 10, None, 0))


def _status(name: str) -> str:
    lines = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name + ":")), UNTOLD)


def _ended(attempt: Any, *arguments: Any) -> int:
    try:
        attempt(*arguments)
    except OSError as error:
        return error.errno or 0
    return 0


FACTS = (
    not_root,
    no_capability,
    no_new_privileges,
    seccomp_filters,
    no_change_of_user,
    no_user_namespace,
    no_namespace,
    no_mount,
    no_chroot,
    no_device_file,
    no_keyring,
    no_bpf,
    no_perf_events,
    no_userfaultfd,
    no_io_uring,
    clock_not_settable,
    no_kernel_change,
    no_kernel_log,
)
