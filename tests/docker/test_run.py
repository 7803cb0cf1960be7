"""`cab run` and `cab clean` as a user types them: several cells at once, Ctrl-C, death, an engine that is not there."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runner.docker import leftovers
from runner.docker.leftovers import Thing
from store import bundle
from tests.cab.command import CAB, cab
from tests.endpoints import answering
from tests.runner.docker.things import engine as connected

pytestmark = [pytest.mark.docker, pytest.mark.download, pytest.mark.timeout(900)]


@pytest.fixture(autouse=True)
def _ready(engine: object) -> None:
    """Without an engine there is nothing to test."""


def things_of(pid: int) -> list[Thing]:
    """What the process has made in the engine."""
    found = leftovers.everything(connected().client)
    return [thing for thing in found if thing.owner is not None and thing.owner.pid == pid]


@contextmanager
def hanging(tmp_path: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """A `cab run` whose agent waits for an endpoint that says nothing."""
    with answering("silence") as url:
        command = (CAB, "run", "--tui", "pi", "--model", "m", "--endpoint", url, "--out", tmp_path, *options)
        with subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()


def await_agents(process: "subprocess.Popen[str]", count: int = 1) -> None:
    """Waits until that many agents are at work."""
    until = time.monotonic() + 300
    while sum(thing.role == "agent" for thing in things_of(process.pid)) < count:
        assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.2)


def test_jobs_run_at_once_over_one_proxy_each_with_a_number_of_its_own(tmp_path: Path) -> None:
    done = cab("run", "--tui", "pi", "--runs", "3", "--jobs", "3", "--json", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    runs = [one for one in said if "cell_id" in one]
    assert {one["outcome"] for one in runs} == {"completed"}
    assert [one["axes"]["pass_rate"] for one in runs] == [1, 1, 1]
    assert {one["cell_id"].rpartition("#")[2] for one in runs} == {"run1", "run2", "run3"}
    bundles = [bundle.read(Path(one["bundle"])) for one in runs]
    assert [bundle.check(one.folder) for one in bundles] == [[]] * 3
    assert {len(one.evidence.calls) for one in bundles} == {len(bundles[0].evidence.calls)}
    assert all("--tui pi" in (one.folder / "page.html").read_text() for one in bundles)
    spans = [span for one in bundles for span in one.spans if span.kind == "container"]
    times = [(one.evidence.cell.started_at.timestamp() * 1000 + span.start_ms, span.duration_ms)
             for one, span in zip(bundles, spans, strict=True)]  # fmt: skip
    assert max(start for start, _ in times) < min(start + took for start, took in times)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_so_and_leaves_nothing_in_the_engine(tmp_path: Path, number: signal.Signals) -> None:
    with hanging(tmp_path, "--runs", "3", "--jobs", "2") as process:
        await_agents(process, 2)
        pid = process.pid
        time.sleep(2)
        process.send_signal(number)
        _, said = process.communicate(timeout=120)
        assert things_of(pid) == []
    assert process.returncode == 130, said
    assert said.splitlines()[-1] == (
        "Error: interrupted: what it started is stopped; 2 cells have no bundle, the calls so far are in their folders "
        f"below {tmp_path}"
    )
    assert len(list(tmp_path.rglob("calls.jsonl"))) == 2
    assert list(tmp_path.rglob("bundle.json")) == []


@pytest.mark.alone
def test_what_a_killed_run_left_is_removed_by_cab_clean_and_what_lives_is_left_alone(tmp_path: Path) -> None:
    with hanging(tmp_path / "dead") as dead, hanging(tmp_path / "living") as living:
        await_agents(dead)
        await_agents(living)
        dead.kill()
        dead.wait(30)
        left = {str(thing) for thing in things_of(dead.pid)}
        assert {thing.role for thing in things_of(dead.pid)} >= {"agent", "keeper", "slot", "proxy"}
        listed = cab("clean", "--dry-run")
        assert {line.removeprefix("would remove ") for line in listed.stdout.splitlines()} >= left
        done = cab("clean")
        assert done.returncode == 0, done.stderr
        assert {line.removeprefix("removing ") for line in done.stdout.splitlines()} >= left
        assert things_of(dead.pid) == []
        assert any(thing.role == "agent" for thing in things_of(living.pid))
        assert living.poll() is None
        living.send_signal(signal.SIGINT)
        living.communicate(timeout=120)
        assert things_of(living.pid) == []


@pytest.mark.alone
def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    with hanging(tmp_path / "dead") as dead:
        await_agents(dead)
        dead.kill()
        dead.wait(30)
    assert things_of(dead.pid) != []
    with hanging(tmp_path / "next") as process:
        await_agents(process)
        assert things_of(dead.pid) == []
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=120)


def test_without_an_engine_it_is_bad_input_with_the_mend(tmp_path: Path) -> None:
    done = cab("run", "--out", tmp_path, DOCKER_HOST=f"unix://{tmp_path}/no.sock")
    assert done.returncode == 2
    assert "no Docker engine answers at unix://" in done.stderr
    assert "start one" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.rglob("run*")) == []


def test_an_endpoint_that_its_proxy_cannot_reach_is_told_before_a_cell_starts(tmp_path: Path) -> None:
    done = cab("run", "--tui", "pi", "--model", "m", "--endpoint", "http://127.0.0.1:9", "--out", tmp_path)
    assert done.returncode == 3
    assert "the endpoint cannot be reached: 127.0.0.1:9" in done.stderr
    assert list(tmp_path.rglob("run*")) == []
    assert things_of(os.getpid()) == []
