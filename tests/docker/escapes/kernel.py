"""Attempts to get into the kernel, or to rights of its own there."""

import ctypes
import glob
import os
import platform
import signal
import stat
import struct
import subprocess
import time

from .attempt import Through, call, stopped, target, write


@target
def the_machines_memory() -> str:
    def attempt() -> object:
        with open("/proc/kcore", "rb") as file:
            return file.read(1) or stopped(os.stat, "/nowhere")

    try:
        return stopped(attempt)
    except Through as through:
        if "ENOENT" in str(through):
            return "empty"
        raise


@target
def the_machines_keys_timers_and_firmware() -> str:
    shown = []
    for path in ("/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/proc/latency_stats"):
        try:
            with open(path, "rb") as file:
                shown += [path] if file.read(1) else []
        except OSError:
            continue
    if shown or (os.path.isdir("/sys/firmware") and os.listdir("/sys/firmware")):
        raise Through(shown or "/sys/firmware")
    return "hidden"


@target
def the_sysrq_trigger() -> str:
    return write("/proc/sysrq-trigger", "h")


@target
def the_core_pattern() -> str:
    return write("/proc/sys/kernel/core_pattern", "|/tmp/x")


@target
def programs_the_kernel_starts() -> str:
    paths = ("/proc/sys/kernel/modprobe", "/proc/sys/kernel/hotplug", "/sys/kernel/uevent_helper",
             "/proc/sys/fs/binfmt_misc/register")  # fmt: skip
    return ", ".join(write(path, "/tmp/x") for path in paths)


@target
def settings_of_the_kernel() -> str:
    paths = ("/proc/sys/vm/drop_caches", "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/randomize_va_space",
             "/proc/sys/net/ipv4/ip_forward")  # fmt: skip
    return ", ".join(write(path, "1") for path in paths)


@target
def a_release_agent() -> str:
    places = glob.glob("/sys/fs/cgroup/**/release_agent", recursive=True) or ["/sys/fs/cgroup/release_agent"]
    return ", ".join({write(place, "/tmp/x") for place in places})


@target
def the_cells_own_limits() -> str:
    names = ("memory.max", "pids.max", "cpu.max", "memory/memory.limit_in_bytes", "pids/pids.max", "cgroup.procs",
             "memory/cgroup.procs", "cpu/cpu.cfs_quota_us")  # fmt: skip
    return ", ".join({write(f"/sys/fs/cgroup/{name}", "-1") for name in names})


@target
def devices_of_the_machine() -> str:
    names = ("mem", "kmem", "port", "kmsg", "sda", "vda", "nvme0n1", "kvm", "fuse", "net/tun", "vsock", "loop-control",
             "mapper/control", "hpet", "snapshot", "uinput")  # fmt: skip
    return ", ".join({stopped(os.open, f"/dev/{name}", os.O_RDONLY) for name in names})


@target
def a_device_file_of_ones_own() -> str:
    kinds = ((stat.S_IFBLK, os.makedev(8, 0)), (stat.S_IFBLK, os.makedev(254, 0)), (stat.S_IFCHR, os.makedev(1, 1)))
    places = ("/tmp/d", "/workspace/d", "/dev/shm/d", os.path.expanduser("~/d"))
    return ", ".join({stopped(os.mknod, place, kind | 0o600, number) for place in places for kind, number in kinds})


@target
def a_mount() -> str:
    kinds = (b"tmpfs", b"proc", b"sysfs", b"cgroup", b"cgroup2", b"overlay", b"devtmpfs")
    return ", ".join({call("mount", kind, b"/tmp", kind, 0, None) for kind in kinds})


@target
def the_root_mounted_again_for_writing() -> str:
    return ", ".join(
        (call("mount", None, b"/", None, 32, None), call("mount", None, b"/proc/sys", None, 4096 | 32, None))
    )


@target
def a_mask_taken_off() -> str:
    return ", ".join(call("umount2", path, 2) for path in (b"/proc/keys", b"/sys/firmware", b"/proc/acpi", b"/cab"))


@target
def a_mount_by_the_new_calls() -> str:
    return ", ".join((call("fsopen", b"tmpfs", 0), call("open_tree", -100, b"/", 1)))


@target
def a_user_namespace() -> str:
    return ", ".join((call("unshare", 0x10000000), call("unshare", 0x10020000), call("clone", 0x10000011, 0, 0, 0, 0)))


@target
def a_user_namespace_by_clone3() -> str:
    arguments = struct.pack("QQQQQQQQ", 0x10000000, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
    return call("clone3", arguments, len(arguments))


@target
def other_namespaces() -> str:
    kinds = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x20000000, 0x40000000)
    return ", ".join({call("unshare", kind) for kind in kinds})


@target
def the_first_processs_namespaces() -> str:
    ends = set()
    for name in ("mnt", "net", "pid", "user"):
        opened = os.open(f"/proc/1/ns/{name}", os.O_RDONLY)
        ends.add(call("setns", opened, 0))
        os.close(opened)
    return ", ".join(ends)


@target
def another_root() -> str:
    return ", ".join((stopped(os.chroot, "/tmp"), call("pivot_root", b"/tmp", b"/tmp")))


@target
def a_file_by_its_handle() -> str:
    """The way out of early containers: a file of the host's disk by its inode, past every folder."""
    handle = struct.pack("=IiQ", 8, 1, 2)
    return call("open_by_handle_at", os.open("/etc/hosts", os.O_RDONLY), handle, 0)


@target
def setuid_programs() -> str:
    """They start, and stay the agent's own."""
    found = [path for top in ("/bin", "/usr/bin", "/usr/sbin", "/usr/local/bin") for path in glob.glob(f"{top}/su")]
    if not found:
        return "there is none"
    if not os.stat(found[0]).st_mode & stat.S_ISUID:
        raise Through(f"{found[0]} is no setuid program, so nothing was tried")
    with subprocess.Popen(
        [found[0], "-c", "id"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as su:
        time.sleep(0.3)
        try:
            with open(f"/proc/{su.pid}/status") as lines:
                ids = next(line.split()[1:] for line in lines if line.startswith("Uid:"))
        except FileNotFoundError:
            ids = [str(os.getuid())]
        said = su.communicate(b"\n", timeout=30)[0].decode()
    if set(ids) != {str(os.getuid())} or "uid=0" in said:
        raise Through((ids, said))
    return f"its ids are {ids[0]}"


@target
def becoming_root() -> str:
    return ", ".join((stopped(os.setuid, 0), stopped(os.setgid, 0), stopped(os.setgroups, [0])))


@target
def capabilities() -> str:
    header, wanted = struct.pack("II", 0x20080522, 0), struct.pack("IIIIII", *(0xFFFFFFFF,) * 6)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capset(header, wanted) == 0:
        raise Through("capset")
    if libc.prctl(47, 2, 21, 0, 0) == 0:  # an ambient CAP_SYS_ADMIN
        raise Through("ambient")
    return os.strerror(ctypes.get_errno())


@target
def new_privileges_allowed_again() -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 0, 0, 0, 0) == 0 or libc.prctl(39, 0, 0, 0, 0) != 1:
        raise Through("no_new_privs was taken back")
    return "stays"


@target
def a_kernel_module() -> str:
    return ", ".join((call("init_module", None, 0, None), call("finit_module", 0, None, 0)))


@target
def another_kernel() -> str:
    return call("kexec_load", 0, 1000, None, 0)


@target
def a_restart() -> str:
    return call("reboot", 0, 0, 0, None)  # no magic number, should it be let through


@target
def swap_and_accounting() -> str:
    return ", ".join((call("swapon", b"/tmp/x", 0), call("acct", b"/tmp/x"), call("quotactl", 0, None, 0, None)))


@target
def the_clock_and_the_name() -> str:
    return ", ".join((call("adjtimex", (0x4000).to_bytes(4, "little") + bytes(252)), call("sethostname", b"x", 1)))


@target
def keyrings() -> str:
    return ", ".join((call("keyctl", 0, -3, 1, 0, 0), call("add_key", b"user", b"x", b"x", 1, -3)))


@target
def programs_in_the_kernel() -> str:
    return ", ".join((call("bpf", 5, bytes(128), 128), call("perf_event_open", bytes(128), 0, -1, -1, 0)))


@target
def rings_and_page_faults() -> str:
    return ", ".join((call("io_uring_setup", 1, bytes(256)), call("userfaultfd", 1), call("fanotify_init", 0, 0)))


@target
def ports_of_the_processor_and_descriptors_of_others() -> str:
    return ", ".join((call("iopl", 3), call("pidfd_getfd", 0, 0, 0)))


@target
def the_kernels_log() -> str:
    return call("syslog", 10, None, 0)


@target
def system_calls_of_another_word_size() -> str:
    """A filter that only knows 64-bit calls can be gone round by 32-bit ones: int 0x80, here socketcall(AF_VSOCK)."""
    if platform.machine() != "x86_64":
        return "no such door on this machine"
    child = os.fork()
    if child == 0:
        import mmap

        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20 (getpid); int 0x80; ret
        begin = ctypes.addressof(ctypes.c_char.from_buffer(page))
        os._exit(7 if ctypes.CFUNCTYPE(ctypes.c_int)(begin)() > 0 else 0)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7:
        raise Through("a 32-bit call was answered")
    return f"ended with status {status}"
