"""Attempts to reach the host and the other cells."""

import errno
import glob
import os
import socket

from .attempt import GIVEN, Through, stopped, target, write


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
