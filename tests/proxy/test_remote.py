"""A proxy under a steward, in a process of its own, used from here as a proxy of one's own is."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import orjson
import pytest

from proxy.budget import Budget
from proxy.calls import read_calls
from proxy.faults import parse
from proxy.grant import Terms
from proxy.limits import Limits
from proxy.recorder import Settings
from proxy.remote import Remote
from proxy.upstream import Endpoint
from proxy.verify import verify
from store import bodies
from tests.proxy.chunks import PLAIN, WHOLE
from tests.proxy.rig import KEY, answer, fetch, playing

CELLS = "abcd"
ASKED = orjson.dumps(PLAIN)


@dataclass
class Pipes:
    """The way to a steward that is a child of this process."""

    process: "subprocess.Popen[bytes]"

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def lines(self) -> Iterator[bytes]:
        assert self.process.stdout is not None
        yield from self.process.stdout


@contextmanager
def steward(code: int = 0) -> Iterator[Pipes]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-m", "proxy.steward"], stdin=pipe, stdout=pipe) as process:
        try:
            yield Pipes(process)
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(30) == code
        finally:
            process.kill()


@contextmanager
def remote(tmp_path: Path, url: str, settings: Settings | None = None) -> Iterator[Remote]:
    with steward() as pipes:
        yield Remote(pipes, Endpoint(url, KEY), str(tmp_path / "journal/calls.jsonl"), settings or Settings())


def call(socket: Path, token: str | None = None, body: bytes = ASKED) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(socket)), trust_env=False) as client:
        return client.post("http://proxy/v1/chat/completions", headers=headers, content=body)


def test_each_cell_has_its_own_socket_and_gets_its_own_lines_verbatim(tmp_path: Path) -> None:
    sockets = [tmp_path / f"{name}.sock" for name in CELLS]
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in CELLS}
    with playing([answer(WHOLE)]) as (url, player), remote(tmp_path, url, Settings(sockets=sockets)) as it:
        stranger = it.ask("grant", cell="stranger", model="m", budget="", faults="", at=None)

        def run(name: str) -> bool:
            socket = tmp_path / f"{name}.sock"
            with it.cell(tmp_path / f"{name}.jsonl", seen[name].append, str(socket)) as cell:
                token = cell.grant(name, "m")
                statuses = [call(socket, given).status_code for given in (token, None, stranger)]
                cell.settle(token)
                return [*statuses, call(socket).status_code] == [200, 200, 401, 409]

        with ThreadPoolExecutor(4) as cells:
            assert list(cells.map(run, CELLS)) == [True] * 4
        assert all(f"Bearer {KEY}".encode() in request for request in player.asked)
    whole = (tmp_path / "journal/calls.jsonl").read_bytes().splitlines(keepends=True)
    for name in CELLS:
        copy = tmp_path / f"{name}.jsonl"
        lines = copy.read_bytes().splitlines(keepends=True)
        # The late call, refused, came after the cell was settled: it stands in the proxy's own journal alone.
        own = [line for line in whole if orjson.loads(line)["cell"] == name]
        assert (own[: len(lines)], len(own)) == (lines, len(lines) + 2)
        assert [one.usage.total for one in read_calls(copy, name)][:2] == [15, 15]
        assert verify(copy) == []
        assert [line["kind"] for line in seen[name]] == [orjson.loads(line)["kind"] for line in lines]


def test_terms_limits_and_accounts_go_both_ways(tmp_path: Path) -> None:
    socket = tmp_path / "s"
    settings = Settings(sockets=[socket], limits=Limits(concurrency=1), speaks=frozenset(("chat",)))
    terms = Terms(Budget(calls=2), parse("503@1"))
    with (
        playing([answer(WHOLE)]) as (url, player),
        remote(tmp_path, url, settings) as it,
        it.cell(tmp_path / "calls", None, str(socket)) as cell,
    ):
        token = cell.grant("a", "m", terms)
        assert [call(socket).status_code for _ in range(3)] == [503, 200, 403]
        cell.settle(token)
        assert cell.account(token) == {"calls": {"limit": 2, "used": 2, "unmeasured": None}}
        assert len(player.asked) == 1


def test_a_warm_up_is_none_of_the_cells_lines(tmp_path: Path) -> None:
    refusal = answer(b'{"error":{"message":"input is required"}}', b"400 Bad Request")
    with (
        playing([refusal]) as (url, player),
        remote(tmp_path, url) as it,
        it.cell(tmp_path / "calls") as cell,
    ):
        cell.warm_up("responses")
        token = cell.grant("a")
        cell.settle(token)
        assert [request.split()[1] for request in player.asked] == [b"/v1/responses"]
    assert (tmp_path / "calls").read_bytes() == b""
    assert [one.cell for one in read_calls(tmp_path / "journal/calls.jsonl")] == ["kit/warm-up"]


def test_kept_bodies_come_back_beside_the_cells_journal(tmp_path: Path) -> None:
    socket, folder = tmp_path / "s", tmp_path / "bundle"
    folder.mkdir()
    settings = Settings(sockets=[socket], bodies=tmp_path / "journal/bodies")
    large = orjson.dumps({"model": "m", "messages": [], "noise": "".join(str(n * n) for n in range(300_000))})
    with (
        playing([answer(WHOLE)]) as (url, _),
        remote(tmp_path, url, settings) as it,
        it.cell(folder / "calls.jsonl", None, str(socket)) as cell,
    ):
        token = cell.grant("a", "m")
        assert [call(socket, body=body).status_code for body in (ASKED, large)] == [200, 200]
        cell.settle(token)
    calls = read_calls(folder / "calls.jsonl", "a")
    assert bodies.problems(folder / "bodies", calls) == []
    assert len(list((folder / "bodies").rglob("*.zst"))) == 3


def test_the_error_of_an_errand_is_raised_here(tmp_path: Path) -> None:
    with playing([answer(WHOLE)]) as (url, _), remote(tmp_path, url) as it, it.cell(tmp_path / "calls") as cell:
        with pytest.raises(ValueError, match="never granted"):
            cell.settle("sk-cab-x")
        with pytest.raises(OSError, match="keeps no bodies"):
            it.ask("body", sha256="0" * 64, start=0)
        with pytest.raises(OSError, match="refused"):
            it.reach("127.0.0.1", 9, 5)
        it.reach("127.0.0.1", int(url.rpartition(":")[2]), 5)
        with pytest.raises(RuntimeError, match="nonsense"):
            it.ask("nonsense")


def test_what_it_cannot_be_started_with_is_said(tmp_path: Path) -> None:
    with steward(1) as pipes, pytest.raises(RuntimeError, match=r"did not start: .*cannot listen at .*choose another"):
        Remote(pipes, Endpoint("http://127.0.0.1:9", None), str(tmp_path / "j"), Settings(sockets=[tmp_path / "x/s"]))


def test_a_copy_that_lacks_a_line_is_not_taken_for_the_journal(tmp_path: Path) -> None:
    socket, journal = tmp_path / "s", tmp_path / "calls"
    with (
        playing([answer(WHOLE)]) as (url, _),
        remote(tmp_path, url, Settings(sockets=[socket])) as it,
        it.cell(journal, None, str(socket)) as cell,
    ):
        token = cell.grant("a", "m")
        it.watched("a", _Deaf(it, journal))  # type: ignore[arg-type]  # nobody hears this cell's lines now
        call(socket)
        with pytest.raises(RuntimeError, match=r"calls is not the whole of the proxy's journal"):
            cell.settle(token)


@dataclass
class _Deaf:
    remote: Remote
    journal: Path

    def take(self, line: bytes, record: dict[str, Any]) -> None:
        """Hears nothing."""


def test_a_proxy_that_died_is_told_to_all_who_wait_and_to_all_who_ask_later(tmp_path: Path) -> None:
    socket, asked = tmp_path / "s", Event()
    with (
        playing([asked, answer(WHOLE)]) as (url, player),
        subprocess.Popen(
            [sys.executable, "-m", "proxy.steward"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process,
    ):
        it = Remote(Pipes(process), Endpoint(url, KEY), str(tmp_path / "j"), Settings(sockets=[socket]))
        with it.cell(tmp_path / "calls", None, str(socket)) as cell, ThreadPoolExecutor() as others:
            token = cell.grant("a", "m")
            agent = others.submit(call, socket)
            while not player.asked:
                asked.wait(0.02)
            waiting = others.submit(cell.settle, token)
            process.kill()
            with pytest.raises(RuntimeError, match="the proxy has ended"):
                waiting.result(30)
            with pytest.raises(RuntimeError, match="the proxy has ended"):
                cell.account(token)
            with pytest.raises(httpx.HTTPError):
                agent.result(30)
            asked.set()


def test_a_cell_that_was_interrupted_has_its_calls_cut_and_on_record(tmp_path: Path) -> None:
    socket, asked = tmp_path / "s", Event()
    with (
        playing([asked, answer(WHOLE)]) as (url, player),
        remote(tmp_path, url, Settings(sockets=[socket])) as it,
        ThreadPoolExecutor() as others,
    ):
        with suppress(KeyboardInterrupt), it.cell(tmp_path / "calls", None, str(socket)) as cell:
            cell.grant("a", "m")
            agent = others.submit(call, socket)
            while not player.asked:
                asked.wait(0.02)
            raise KeyboardInterrupt
        assert len(read_calls(tmp_path / "calls", "a")) == 1
        assert verify(tmp_path / "calls") == []
        with suppress(httpx.HTTPError):
            agent.result(30)
        asked.set()


def test_the_key_is_in_no_argument_and_no_environment_of_the_process(tmp_path: Path) -> None:
    with playing([answer(WHOLE)]) as (url, _), steward() as pipes:
        it = Remote(pipes, Endpoint(url, KEY), str(tmp_path / "j"), Settings())
        places = [Path(f"/proc/{pipes.process.pid}/{what}").read_bytes() for what in ("cmdline", "environ")]
        assert [KEY.encode() in place for place in places] == [False, False]
        assert fetch("GET", f"{it.url}/healthz", {}).status == 200
