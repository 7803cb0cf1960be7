"""Attempts to leave are counted by the container's own kernel, or said not to have been."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import pytest

from runner.docker.attempts import Attempts, attempts, out_no_routes
from runner.docker.labels import labels
from runner.docker.sealed import MIB, Limits, Sealed, kwargs
from runner.images import Building, ensure, grader_image

if TYPE_CHECKING:
    from docker.models.containers import Container

SNMP = "Ip: Forwarding DefaultTTL OutNoRoutes ReasmTimeout\nIp: 1 64 7 0\nIcmp: InMsgs\nIcmp: 3\n"
KNOCK = """
import socket
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    for host in ("198.51.100.1", "169.254.169.254", "172.17.0.1", "127.0.0.1"):
        socket.socket(socket.AF_INET, kind).connect_ex((host, 9))
socket.socket(socket.AF_INET6, socket.SOCK_STREAM).connect_ex(("2001:db8::1", 9))
"""


class Answering:
    """A container whose engine answers so, or not at all."""

    def __init__(self, answer: tuple[int, Any] | Exception, wait_s: float = 0) -> None:
        self.answer = answer
        self.wait_s = wait_s

    def exec_run(self, command: list[str]) -> tuple[int, Any]:
        """As docker-py's container."""
        assert command == ["/bin/cat", "/proc/net/snmp"]
        time.sleep(self.wait_s)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def read(answer: tuple[int, Any] | Exception, wait_s: float = 0) -> Attempts:
    return attempts(cast("Container", Answering(answer, wait_s)), 0.5)


def test_the_count_is_read_by_its_name() -> None:
    assert out_no_routes(SNMP) == 7
    assert read((0, SNMP.encode())) == Attempts(ipv4=7, reason=None)


@pytest.mark.parametrize("text", ["", "Ip: A B\nIp: 1 2\n", "Ip: OutNoRoutes\n", "Tcp: OutNoRoutes\nTcp: 4\n"])
def test_a_kernel_that_tells_no_count_is_not_a_count_of_none(text: str) -> None:
    with pytest.raises(ValueError, match="no OutNoRoutes"):
        out_no_routes(text)
    assert read((0, text.encode())).ipv4 is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((126, b"cannot fork"), "exit code 126"),
        ((0, None), "no OutNoRoutes"),
        (ConnectionError("gone"), "could not be asked: gone"),
    ],
)
def test_a_container_that_does_not_tell_leaves_a_reason(answer: tuple[int, Any] | Exception, reason: str) -> None:
    said = read(answer)
    assert said.ipv4 is None
    assert reason in str(said.reason)


def test_a_container_too_busy_to_answer_is_waited_for_no_longer_than_said() -> None:
    assert "too busy" in str(read((0, SNMP.encode()), wait_s=1).reason)


@pytest.fixture
def container(engine: Building) -> Iterator["Container"]:  # noqa: ARG001  # without it there is none
    import docker

    client = docker.from_env()
    image = ensure(grader_image(), print, client).tag
    limits = Limits(memory=256 * MIB, tmp=MIB, home=MIB)
    wait = ("python3", "-c", "import time; time.sleep(100)")
    sealed = Sealed(image=image, command=wait, labels=labels("probe"), limits=limits, folder="/")
    made = client.containers.create(**kwargs(sealed))
    try:
        made.start()
        yield made
    finally:
        made.remove(force=True)
        client.close()


@pytest.mark.docker
def test_what_needs_a_route_is_counted_and_loopback_and_ipv6_are_not(container: "Container") -> None:
    assert attempts(container) == Attempts(ipv4=0, reason=None)
    container.exec_run(["python3", "-c", KNOCK])
    assert attempts(container) == Attempts(ipv4=6, reason=None)


@pytest.mark.docker
def test_a_container_that_is_gone_is_said_so(container: "Container") -> None:
    container.kill()
    assert "could not be asked" in str(attempts(container).reason)
