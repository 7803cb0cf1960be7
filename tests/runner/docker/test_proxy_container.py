"""The proxy's container as cells of a run share it."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from proxy.calls import read_calls
from proxy.recorder import Settings
from proxy.upstream import Endpoint
from proxy.verify import verify
from runner.docker.labels import ROLE, labels
from runner.docker.leftovers import ours, remove_container
from runner.docker.proxy_container import Proxy, proxying
from runner.docker.sealed import Sealed, Volume, kwargs
from runner.docker.slot import Slot
from store import bodies
from tests.proxy.chunks import WHOLE
from tests.proxy.rig import KEY, Player, answer, playing
from tests.runner.docker.things import engine as connected
from tests.runner.docker.things import image, nothing_left

pytestmark = [pytest.mark.docker, pytest.mark.download, pytest.mark.timeout(900)]

ASK = """
import http.client, socket, sys
class At(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect("/cab/proxy.sock")
it = At("proxy")
it.request("POST", "/v1/chat/completions", '{"model":"m","messages":[]}')
print(it.getresponse().status)
try:
    open("/cab/mine", "w")
except OSError as error:
    print(error.strerror)
"""


@pytest.fixture(autouse=True)
def _clean(engine: object) -> Iterator[None]:  # noqa: ARG001  # without it there is none
    with nothing_left():
        yield


def asked_from_a_cell(slot: Slot) -> list[str]:
    """What a sealed container with that slot prints: the status of a call, and why it cannot write there."""
    client = connected().client
    container = Sealed(
        image=image("grader").tag,
        command=("/usr/bin/python3", "-c", ASK),
        labels=labels("probe"),
        volumes=(Volume(name=slot.volume, at="/cab", read_only=True),),
    )
    made = client.containers.create(**kwargs(container))
    try:
        made.start()
        made.wait(timeout=60)
        said: bytes = made.logs()
        return said.decode().splitlines()
    finally:
        remove_container(client, str(made.id))


def run_one(shared: Proxy, name: str, folder: Path) -> list[str]:
    folder.mkdir()
    with shared.slots.one() as slot, shared.remote.cell(folder / "calls.jsonl", None, slot.socket) as cell:
        token = cell.grant(name, "m")
        said = asked_from_a_cell(slot)
        cell.settle(token)
        return [*said, *asked_from_a_cell(slot)]


def test_cells_at_once_share_it_each_by_a_slot_of_its_own_and_get_their_lines_and_bodies(tmp_path: Path) -> None:
    settings = Settings(bodies=Path("bodies"))
    with playing([answer(WHOLE)]) as (url, player), ThreadPoolExecutor(3) as hands:
        with proxying(connected(), image("proxy").tag, Endpoint(url, KEY), settings, cells=2) as shared:
            runs = [hands.submit(run_one, shared, name, tmp_path / name) for name in "abc"]
            said = [run.result() for run in runs]
        keys_seen = [f"Bearer {KEY}".encode() in request for request in player.asked]
    # The third waits for a slot. A cell's socket is worth nothing once it is settled.
    assert said == [["200", "Read-only file system", "409", "Read-only file system"]] * 3
    assert keys_seen == [True] * 3
    for name in "abc":
        journal = tmp_path / name / "calls.jsonl"
        calls = read_calls(journal, name)
        assert [(call.end, call.usage.total) for call in calls] == [("complete", 15)]
        assert verify(journal) == []
        assert bodies.problems(tmp_path / name / "bodies", calls) == []


def _places(player: Player, name: str) -> dict[str, str]:
    client = connected().client
    inside = {what: f"cat /proc/1/{what} /proc/7/{what}" for what in ("environ", "cmdline")}
    return {
        "inspect": json.dumps(client.api.inspect_container(name)),
        "top": json.dumps(client.api.top(name)),
        "asked of the engine's host": str(player.asked),
        **{
            what: str(client.containers.get(name).exec_run(["/bin/sh", "-c", command]).output)
            for what, command in inside.items()
        },
    }


def test_neither_key_nor_token_is_anywhere_that_the_engine_shows(tmp_path: Path) -> None:
    with (
        playing([answer(WHOLE)]) as (url, player),
        proxying(connected(), image("proxy").tag, Endpoint(url, KEY), Settings(), cells=1) as shared,
        shared.remote.cell(tmp_path / "calls", None) as cell,
    ):
        token = cell.grant("a")
        (name,) = [thing.name for thing in ours(connected().client) if thing.kind == "container"]
        places = _places(player, name)
        config = connected().client.api.inspect_container(name)
    assert {where: secret in text for where, text in places.items() for secret in (KEY, token)} == dict.fromkeys(
        places, False
    )
    assert config["HostConfig"]["LogConfig"]["Type"] == "none"
    assert config["HostConfig"]["Binds"] is None
    assert config["Config"]["Labels"][ROLE] == "proxy"
    assert (config["HostConfig"]["NetworkMode"], config["HostConfig"]["CapDrop"]) == ("host", ["ALL"])


def test_one_that_does_not_start_says_why_and_leaves_nothing() -> None:
    endpoint = Endpoint("http://127.0.0.1:9", None)
    with (
        # An image without a steward.
        pytest.raises(RuntimeError, match=r"the proxy cannot be heard any more: .*python|no such file"),
        proxying(connected(), image("grader").tag, endpoint, Settings(), 1) as shared,
    ):
        raise AssertionError(shared)


def test_one_that_is_killed_ends_the_waiting_of_its_cells(tmp_path: Path) -> None:
    with (
        proxying(connected(), image("proxy").tag, Endpoint("http://127.0.0.1:9", KEY), Settings(), 1) as shared,
        shared.remote.cell(tmp_path / "calls", None) as cell,
    ):
        token = cell.grant("a")
        (name,) = [thing.name for thing in ours(connected().client) if thing.kind == "container"]
        connected().client.api.kill(name)
        with pytest.raises(RuntimeError, match="the proxy"):
            cell.settle(token)
