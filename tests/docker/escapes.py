"""Escapes: what a hostile agent tries from inside a sealed cell; runs there on the image's own Python, alone.

Each attempt returns what stopped it, or raises Through. One JSON object a line is printed: its name, whether it was
stopped, by what, and how many packets or connections it made that needed an IPv4 route.
"""

import ctypes
import errno
import fcntl
import glob
import json
import os
import platform
import resource
import signal
import socket
import stat
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

Attempt = Callable[[], str]
TARGETS: list[Attempt] = []
STOPPED = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EROFS, errno.ENOENT, errno.ENXIO, errno.ENODEV)
NO_WAY = (errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL)
GIVEN: dict[str, Any] = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
routed = 0


def name_of(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, str(error))


class Through(Exception):  # noqa: N818  # it reads as what happened
    """It got out."""


def target(attempt: Attempt) -> Attempt:
    TARGETS.append(attempt)
    return attempt


def knock(host: str, port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> str:
    """One connection that must find no route; what is on loopback needs none, and must find nobody."""
    global routed  # noqa: PLW0603
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    own = host.startswith("127.") or host == "::1"
    routed += family == socket.AF_INET and not own
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


# Out over the network.


@target
def every_port_the_kit_opened_on_every_host_address() -> str:
    return ", ".join(knock(host, port) for host, port in GIVEN["listeners"])


@target
def the_endpoint_itself() -> str:
    return ", ".join(knock(host, port) for host, port in GIVEN["endpoint"])


@target
def the_engines_api_over_tcp() -> str:
    return ", ".join(knock(host, port) for host in GIVEN["gateways"] for port in (2375, 2376))


@target
def the_hosts_ssh() -> str:
    return ", ".join(knock(host, 22) for host in GIVEN["gateways"])


@target
def a_clouds_metadata() -> str:
    return ", ".join(knock(host, 80) for host in ("169.254.169.254", "169.254.170.2", "100.100.100.200"))


@target
def a_clouds_metadata_by_ipv6() -> str:
    return knock("fd00:ec2::254", 80)


@target
def a_name_server_over_udp() -> str:
    return ", ".join(knock(host, 53, socket.SOCK_DGRAM) for host in (nameserver(), "198.51.100.1"))


@target
def a_name_server_over_tcp() -> str:
    return knock(nameserver(), 53)


@target
def a_name() -> str:
    global routed  # noqa: PLW0603
    routed += 1
    try:
        raise Through(socket.getaddrinfo("example.com", 443))
    except socket.gaierror as error:
        return str(error)


@target
def a_connection_to_the_internet() -> str:
    return ", ".join(knock(host, port) for host in ("198.51.100.7", "203.0.113.7") for port in (80, 443))


@target
def a_datagram_to_the_internet() -> str:
    return knock("203.0.113.7", 443, socket.SOCK_DGRAM)


@target
def the_internet_by_ipv6() -> str:
    return ", ".join(knock("2001:db8::1", 443, kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM))


@target
def the_internet_by_ipv4_in_ipv6() -> str:
    global routed  # noqa: PLW0603
    routed += 1
    return knock("::ffff:198.51.100.7", 443)


@target
def everybody_on_the_local_network() -> str:
    return ", ".join(knock(host, 5353, socket.SOCK_DGRAM) for host in ("255.255.255.255", "224.0.0.251"))


@target
def a_packet_made_by_hand() -> str:
    return stopped(socket.socket, socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)


@target
def a_frame_made_by_hand() -> str:
    return stopped(socket.socket, socket.AF_PACKET, socket.SOCK_RAW, 0x0300)


@target
def the_hypervisor() -> str:
    try:
        return stopped(socket.socket, 40, socket.SOCK_STREAM)
    except Through as through:
        if "not supported" in str(through):
            return "no such family"
        raise


@target
def another_family_of_sockets() -> str:
    made = []
    for family in (9, 15, 21, 29, 31, 38, 42, 44):  # x25, key, rds, can, bluetooth, alg, qipcrtr, xdp
        try:
            socket.socket(family, socket.SOCK_DGRAM).close()
        except OSError:
            continue
        made.append(family)
    if made:
        raise Through(made)
    return "none made"


@target
def a_route_added_over_netlink() -> str:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as link:
        body = struct.pack("=BBBBBBBBI", 2, 0, 0, 0, 254, 3, 0, 1, 0) + struct.pack("=HHI", 8, 4, 1)
        link.send(struct.pack("=IHHII", 16 + len(body), 24, 0x0405, 1, 0) + body)
        end = -struct.unpack_from("=i", link.recv(4096), 16)[0]
    if end != errno.EPERM:
        raise Through(f"netlink said {end}")
    return "EPERM"


@target
def an_interface_made_over_netlink() -> str:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as link:
        kind = struct.pack("=HH", 9, 1) + b"dummy\0\0\0"
        body = struct.pack("=BxHiII", 0, 0, 0, 0, 0) + struct.pack("=HH", 4 + len(kind), 18) + kind
        link.send(struct.pack("=IHHII", 16 + len(body), 16, 0x0605, 1, 0) + body)
        end = -struct.unpack_from("=i", link.recv(4096), 16)[0]
    if end != errno.EPERM:
        raise Through(f"netlink said {end}")
    return "EPERM"


def nameserver() -> str:
    with open("/etc/resolv.conf") as lines:
        return next(line.split()[1] for line in lines if line.startswith("nameserver"))


# To the host and the other cells.


@target
def abstract_sockets_of_the_host() -> str:
    with socket.socket(socket.AF_UNIX) as client:
        end = client.connect_ex("\0" + GIVEN["abstract"])
    if end != errno.ECONNREFUSED:
        raise Through(errno.errorcode.get(end, end))
    return "ECONNREFUSED"


@target
def abstract_sockets_of_a_shim() -> str:
    with open("/proc/net/unix") as lines:
        seen = [line.split()[-1] for line in lines if "@" in line]
    if seen:
        raise Through(seen)
    return "none is visible"


@target
def the_engines_socket() -> str:
    return ", ".join(
        stopped(os.stat, f"{top}/{name}")
        for top in ("/run", "/var/run")
        for name in ("docker.sock", "containerd/containerd.sock", "podman/podman.sock", "crio/crio.sock")
    )


@target
def processes_of_another_cell() -> str:
    seen = [pid for pid in os.listdir("/proc") if pid.isdecimal() and GIVEN["neighbour"] in words(pid)]
    if seen:
        raise Through(seen)
    return "none is visible"


@target
def files_of_another_cell() -> str:
    places = ("/workspace", "/tmp", "/dev/shm", "/cab", "/cab/..", "/var/lib/docker/volumes", "/proc/1/root/workspace")
    seen = [place for place in places if os.path.exists(f"{place}/{GIVEN['neighbour']}")]
    if seen:
        raise Through(seen)
    return "none is visible"


@target
def sockets_of_another_cell() -> str:
    with socket.socket(socket.AF_UNIX) as client:
        end = client.connect_ex("\0" + GIVEN["neighbour"])
    others = set(glob.glob("/cab/*")) | set(glob.glob("/cab/../cab*/*"))
    if end != errno.ECONNREFUSED or others - {"/cab/proxy.sock"} - {"/cab/../cab/proxy.sock"}:
        raise Through((end, others))
    return "ECONNREFUSED"


@target
def the_place_of_the_proxys_socket() -> str:
    return ", ".join((write("/cab/x"), stopped(os.rename, "/cab", "/cab2"), stopped(os.mkdir, "/cab/y")))


@target
def the_first_processs_root() -> str:
    here, there = os.stat("/"), os.stat("/proc/1/root/.")
    if (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino) or os.path.exists("/proc/1/root/var/lib/docker"):
        raise Through("another root")
    return "the cell's own"


@target
def what_the_engine_left_open() -> str:
    """A descriptor of the host's file system, left open by the runtime (CVE-2024-21626), is a way out."""
    strange = []
    for pid in ("self", "1"):
        for name in glob.glob(f"/proc/{pid}/fd/*"):
            try:
                folder = os.path.isdir(name) and not os.readlink(name).startswith("/proc/")
            except OSError:
                continue
            if folder and os.stat(name).st_dev not in {
                os.stat(top).st_dev for top in ("/", "/workspace", "/tmp", "/dev")
            }:
                strange.append(os.readlink(name))
    if strange or not os.getcwd().startswith("/"):
        raise Through((strange, os.getcwd()))
    return "none"


@target
def the_runtimes_own_program() -> str:
    """Writing the program that starts programs in the cell, as the runtime runs it (CVE-2019-5736)."""
    return write("/proc/1/exe")


def words(pid: str) -> str:
    try:
        with open(f"/proc/{pid}/cmdline") as file:
            said = file.read()
    except OSError:
        return ""
    return "" if "GIVEN" in said or "listeners" in said else said


# Into the kernel.


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


# Over the walls of its own cell.


@target
def the_image() -> str:
    paths = ("/x", "/etc/passwd", "/etc/ld.so.preload", "/usr/bin/python3", "/usr/local/bin/x", "/opt/x", "/var/x",
             "/root/x", "/opt/cab/relay")  # fmt: skip
    return ", ".join({write(path) for path in paths})


@target
def higher_limits() -> str:
    ends = []
    for what in (resource.RLIMIT_NOFILE, resource.RLIMIT_CORE):
        hard = resource.getrlimit(what)[1]
        try:
            resource.setrlimit(what, (hard, hard + 1))
        except (ValueError, OSError) as error:
            ends.append(str(error))
        else:
            raise Through(what)
    return ", ".join(ends)


@target
def precedence_over_others() -> str:
    def first_in_line() -> None:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))

    def safe_from_the_killer() -> None:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("-1000")

    return ", ".join((stopped(os.nice, -5), stopped(first_in_line), stopped(safe_from_the_killer)))


@target
def input_pushed_into_a_terminal() -> str:
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError as error:
        return name_of(error)
    try:
        fcntl.ioctl(terminal, 0x5412, b"x")
    except OSError as error:
        return name_of(error)
    finally:
        os.close(terminal)
    return "its own terminal alone, whose other end only records"


def apart(attempt: Attempt) -> tuple[bool, str, int]:
    """In a child of its own, as some change what they run in."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        try:
            said = [True, str(attempt()), routed]
        except Through as through:
            said = [False, str(through), routed]
        except Exception as error:  # noqa: BLE001  # an attempt that breaks has shown nothing
            said = [False, f"the attempt itself failed: {type(error).__name__}: {error}", routed]
        os.write(writer, json.dumps(said).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        answered = answer.read()
    os.waitpid(child, 0)
    ok, detail, routes = json.loads(answered) if answered else (False, "no answer", 0)
    return bool(ok), str(detail), int(routes)


def main(write_to: TextIO) -> None:
    only = GIVEN.get("only")
    for attempt in (one for one in TARGETS if only is None or one.__name__ in only):
        ok, detail, routes = apart(attempt)
        line = {"name": attempt.__name__, "stopped": ok, "detail": detail[:500], "routes": routes}
        print(json.dumps(line), file=write_to, flush=True)


if __name__ == "__main__":
    main(sys.stdout)
