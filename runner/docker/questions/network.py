"""Network: there is none but loopback, and nothing of the host or beyond answers on it."""

import errno
import fcntl
import socket
import struct
from typing import Any

from .kernel import Found, refused, told

UP = 0x1
SIOCGIFFLAGS, SIOCSIFFLAGS, SIOCGIFADDR = 0x8913, 0x8914, 0x8915
ELSEWHERE = ("198.51.100.1", "203.0.113.1", "2001:db8::1")
METADATA = ("169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254")
# What a kernel without a route, or without that family, says of a destination before anything is sent to it.
NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def only_loopback(_: dict[str, Any]) -> Found:
    """No interface but lo is up or has an address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        names = [name for _, name in socket.if_nameindex()]
        others = [name for name in names if name != "lo" and (_flags(control, name) & UP or _address(control, name))]
    return not others, f"up or with an address: {others or 'lo alone'}; interfaces: {names}"


def no_ipv4_route(_: dict[str, Any]) -> Found:
    """The IPv4 routing table is empty."""
    rows = _lines("/proc/net/route")[1:]
    return not rows, f"{len(rows)} routes {rows[:3]}"


def no_ipv6_route(_: dict[str, Any]) -> Found:
    """No IPv6 route leads anywhere but to lo."""
    rows = [row.split()[-1] for row in _lines("/proc/net/ipv6_route")]
    return set(rows) <= {"lo"}, f"devices of IPv6 routes: {sorted(set(rows)) or 'none'}"


def no_way_out(_: dict[str, Any]) -> Found:
    """No route leads to an address beyond the host."""
    return _no_way(ELSEWHERE)


def no_metadata(_: dict[str, Any]) -> Found:
    """No route leads to a cloud's metadata."""
    return _no_way(METADATA)


def no_dns(_: dict[str, Any]) -> Found:
    """No name server can be asked, and no name is found."""
    servers = [row.split()[1] for row in _lines("/etc/resolv.conf") if row.startswith("nameserver")]
    ends = {server: _asked(server) for server in (*servers, ELSEWHERE[0])}
    open_to = [f"{server}: {told(end)}" for server, end in ends.items() if not _unheard(server, end)]
    try:
        found = [str(socket.getaddrinfo("example.com", 443)[0][4][0])]
    except OSError:
        found = []
    return not open_to and not found, f"asked {sorted(ends)}; {', '.join(open_to + found) or 'no answer, no way'}"


def no_host_port(given: dict[str, Any]) -> Found:
    """No port that the kit opened on the host, on each of its addresses, answers."""
    ports = [(str(host), int(port)) for host, port in given["listeners"]]
    if not ports:
        return None, "the engine is on another machine, where the kit can open no port"
    names = {host for host, _ in ports} | {"host.docker.internal", "host.containers.internal", "127.0.0.1"}
    wanted = sorted({(host, port) for host in names for _, port in ports})
    reached = [f"{host}:{port}" for host, port in wanted if _says(host, port) == given["secret"]]
    return not reached, f"tried {', '.join(f'{host}:{port}' for host, port in wanted)}; reached {reached or 'none'}"


def no_host_socket(given: dict[str, Any]) -> Found:
    """No abstract Unix socket of the host answers."""
    if given["abstract"] is None:
        return None, "the engine is on another machine than the kit, or that has no such sockets"
    with socket.socket(socket.AF_UNIX) as client:
        end = client.connect_ex("\0" + given["abstract"])
    return end == errno.ECONNREFUSED, told(end)


def no_raw_socket(_: dict[str, Any]) -> Found:
    """No packet can be made by hand."""
    kinds = {
        "ip": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
        "ip6": (socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6),
        "packet": (socket.AF_PACKET, socket.SOCK_RAW, 0x0300),
    }
    return refused(**{name: _made(*kind) for name, kind in kinds.items()})


def no_hypervisor_socket(_: dict[str, Any]) -> Found:
    """No socket to the hypervisor can be made: that family knows no network namespaces."""
    end = _made(40, socket.SOCK_STREAM, 0)
    return end in (errno.EPERM, errno.EACCES, errno.EAFNOSUPPORT), told(end)


def no_network_change(_: dict[str, Any]) -> Found:
    """No interface can be set up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", _flags(control, "lo"))
        try:
            fcntl.ioctl(control, SIOCSIFFLAGS, request)
        except OSError as error:
            # A kernel without that request (gVisor's) changes nothing either.
            return (True, told(end)) if (end := error.errno or 0) == errno.ENOTTY else refused(set_flags=end)
    return refused(set_flags=0)


def _flags(control: socket.socket, name: str) -> int:
    answer = fcntl.ioctl(control, SIOCGIFFLAGS, struct.pack("16s16x", name.encode()))
    return int(struct.unpack_from("h", answer, 16)[0])


def _address(control: socket.socket, name: str) -> bool:
    try:
        fcntl.ioctl(control, SIOCGIFADDR, struct.pack("16s16x", name.encode()))
    except OSError:
        return False
    return True


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="ascii", errors="replace") as lines:
            return lines.read().splitlines()
    except FileNotFoundError:
        return []


def _no_way(hosts: tuple[str, ...]) -> Found:
    ends = {host: _routed(host) for host in hosts}
    return all(end in NO_WAY for end in ends.values()), ", ".join(f"{host}: {told(end)}" for host, end in ends.items())


def _routed(host: str) -> int:
    """Connects a datagram socket: the kernel looks for a route, and sends nothing."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as client:
            return client.connect_ex((host, 53))
    except OSError as error:
        return error.errno or 0


def _asked(server: str) -> int:
    """Asks a name server that there is a route to, and waits a little for its answer."""
    if (end := _routed(server)) in NO_WAY:
        return end
    with socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(1)
        try:
            client.connect((server, 53))
            client.send(b"\0\1\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1")
            client.recv(512)
        except ConnectionRefusedError:
            return errno.ECONNREFUSED
        except OSError:
            return errno.ETIMEDOUT
    return 0


def _unheard(server: str, end: int) -> bool:
    """Whether nobody was asked: on the own loopback silence shows it, elsewhere the lack of a route alone."""
    return end in NO_WAY or (server.startswith("127.") and end in (errno.ECONNREFUSED, errno.ETIMEDOUT))


def _says(host: str, port: int) -> str:
    try:
        with socket.create_connection((host, port), timeout=1) as client:
            return client.recv(100).decode("ascii", "replace")
    except OSError:
        return ""


def _made(family: int, kind: int, protocol: int) -> int:
    try:
        socket.socket(family, kind, protocol).close()
    except OSError as error:
        return error.errno or 0
    return 0


FACTS = (
    only_loopback,
    no_ipv4_route,
    no_ipv6_route,
    no_way_out,
    no_metadata,
    no_dns,
    no_host_port,
    no_host_socket,
    no_raw_socket,
    no_hypervisor_socket,
    no_network_change,
)
