"""Attempts to get out over the network."""

import errno
import socket
import struct

from .attempt import GIVEN, ROUTED, Through, knock, stopped, target


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
    ROUTED.append("example.com")
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
    ROUTED.append("198.51.100.7")
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
