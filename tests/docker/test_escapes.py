"""Escapes: what a hostile agent tries from inside a sealed cell is stopped, and counted where it needs a route."""

import base64
import io
import json
import socket
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from runner.docker.attempts import Attempts, attempts
from runner.docker.listeners import listening
from runner.images import Building, ensure, grader_image
from tests.docker.rooms import room, run

if TYPE_CHECKING:
    from docker import DockerClient

ESCAPES = Path(__file__).with_name("escapes")
NAMES = [
    name.split("(")[0].removeprefix("def ")
    for part in ("kernel", "neighbours", "network", "own_walls")
    for before, name in pairwise((ESCAPES / f"{part}.py").read_text().splitlines())
    if before == "@target"
]
NEIGHBOUR = (
    "import socket, sys, time; s = socket.socket(socket.AF_UNIX); s.bind(chr(0) + sys.argv[1]); s.listen();"
    "[open(f'{place}/{sys.argv[1]}', 'w').close() for place in ('/workspace', '/tmp', '/dev/shm')]; time.sleep(600)"
)


def packed() -> str:
    """The folder as one script, which unpacks and runs it."""
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED) as target:
        for path in sorted(ESCAPES.glob("*.py")):
            target.write(path, f"escapes/{path.name}")
    return (
        "import base64, sys; open('/tmp/escapes.zip', 'wb').write(base64.b64decode"
        f"('{base64.b64encode(inside.getvalue()).decode()}')); sys.path.insert(0, '/tmp/escapes.zip');"
        "from escapes.__main__ import main; main(sys.stdout)"
    )


class Ran:
    """What the attempts said, and what the container's kernel counted meanwhile."""

    def __init__(self, lines: list[dict[str, Any]], counted: Attempts) -> None:
        self.of = {line["name"]: line for line in lines}
        self.counted = counted


@pytest.fixture(scope="module")
def image(client: "DockerClient", engine: Building) -> str:
    return ensure(grader_image(engine), print, client, engine).tag


def addresses(client: "DockerClient") -> tuple[str, ...]:
    """Every address of this machine, the engine's networks' among them."""
    rows = [line.split() for line in Path("/proc/net/fib_trie").read_text().splitlines()]
    own = {before[1] for before, row in pairwise(rows) if row[:3] == ["/32", "host", "LOCAL"]}
    assert client.networks.list()
    return tuple(sorted(own))


@pytest.fixture(scope="module")
def ran(client: "DockerClient", image: str) -> Iterator[Ran]:
    """The attempts, run once, with a neighbour to find and listeners on every address of the host."""
    mark = "the-other-cell-of-this-test"
    with listening(addresses(client)) as opened, room(client, image, ("python3", "-c", NEIGHBOUR, mark)):
        assert len(opened.ports) >= 2  # loopback, and the machine's own or an engine's network
        for host, port in opened.ports:
            with socket.create_connection((host, port), timeout=10) as here:
                assert here.recv(100).decode() == opened.secret
        gateways = sorted({host for host, _ in opened.ports if not host.startswith("127.")})
        given = {
            "listeners": opened.ports,
            "endpoint": opened.ports[:1],
            "gateways": gateways,
            "abstract": opened.abstract,
            "neighbour": mark,
        }
        with room(client, image) as cell:
            said = run(cell, "python3", "-c", packed(), json.dumps(given))
            assert said.code == 0, said.err
            yield Ran([json.loads(line) for line in said.out.splitlines()], attempts(cell))


def test_there_are_forty_targets_and_more() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 40


@pytest.mark.docker
@pytest.mark.parametrize("name", NAMES)
def test_an_attempt_is_stopped(ran: Ran, name: str) -> None:
    assert ran.of[name]["stopped"], ran.of[name]["detail"]


# What gets through a container of root, with a network and these rights, unfiltered; nothing here harms the machine.
OPEN: dict[str, Any] = {
    "user": "0:0",
    "network_mode": "bridge",
    "security_opt": ["seccomp=unconfined"],
    "cap_add": ["NET_RAW", "NET_ADMIN", "SYS_ADMIN", "SYS_CHROOT", "MKNOD", "SYS_NICE", "SYSLOG", "SETUID", "SETGID"],
    "read_only": False,
}
GET_THROUGH = {
    *("every_port_the_kit_opened_on_every_host_address", "a_datagram_to_the_internet", "a_packet_made_by_hand"),
    *("a_frame_made_by_hand", "a_route_added_over_netlink", "an_interface_made_over_netlink", "a_mount", "keyrings"),
    *("a_device_file_of_ones_own", "a_mask_taken_off", "a_user_namespace", "other_namespaces", "another_root"),
    *("becoming_root", "programs_in_the_kernel", "rings_and_page_faults", "the_kernels_log", "the_image"),
    *("system_calls_of_another_word_size", "precedence_over_others"),
}


@pytest.mark.docker
def test_the_attempts_are_real_most_get_through_where_the_walls_are_missing(client: "DockerClient", image: str) -> None:
    with listening(addresses(client)) as opened, room(client, image, **OPEN) as cell:
        given = {"listeners": [at for at in opened.ports if not at[0].startswith("127.")], "only": sorted(GET_THROUGH)}
        said = run(cell, "python3", "-c", packed(), json.dumps(given))
        assert said.code == 0, said.err
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert {line["name"]: line["detail"] for line in lines if line["stopped"]} == {}
    assert not [line for line in lines if "the attempt itself failed" in line["detail"]]
    assert {line["name"] for line in lines} == GET_THROUGH


@pytest.mark.docker
def test_every_attempt_that_needs_a_route_is_counted_by_the_kernel(ran: Ran) -> None:
    made = sum(line["routes"] for line in ran.of.values())
    assert made >= 20
    assert ran.counted.reason is None
    # A name is asked for more than once, and each time is counted.
    assert ran.counted.ipv4 is not None
    assert ran.counted.ipv4 >= made
