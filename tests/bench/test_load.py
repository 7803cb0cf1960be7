"""The bench's endpoint and load generator, compiled and run."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import orjson
import pytest

from bench.proxy.run import CASES, PATH, Case, Load, body
from tests.endpoints import answering

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
    folder = tmp_path_factory.mktemp("bench")
    for name in ("mock", "load"):
        source = ROOT / "bench/proxy" / f"{name}.c"
        subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", folder / name, source], check=True)
    return folder


@pytest.fixture
def port(built: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    with subprocess.Popen([built / "mock", str(number)]) as mock:
        try:
            while not listens(number):
                assert mock.poll() is None
                time.sleep(0.01)
            yield number
        finally:
            mock.terminate()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def load(built: Path, port: int, case: Case) -> Load:
    asked = built / "body.json"
    asked.write_bytes(body(case))
    command = [str(built / "load"), str(port), PATH, str(asked), str(case.connections), str(case.seconds), "sk-none"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=60)
    return Load(**orjson.loads(done.stdout))


@pytest.mark.parametrize("name", list(CASES))
def test_every_case_gets_its_answers_without_an_error(built: Path, port: int, name: str) -> None:
    found = load(built, port, replace(CASES[name], seconds=0.2))
    assert (found.errors, found.unfinished) == (0, 0)
    assert found.answers >= CASES[name].connections
    assert 0 < found.first50 <= found.p50 <= found.p99
    assert (found.delay50 > 0) == CASES[name].stream


def test_a_paced_stream_takes_its_time(built: Path, port: int) -> None:
    found = load(built, port, replace(CASES["paced"], seconds=0.1))
    assert (found.answers, found.errors) == (50, 0)
    assert 1490 < found.p50 < 5000


def test_the_endpoint_streams_three_hundred_events_usage_and_done(port: int) -> None:
    answer = httpx.post(f"http://127.0.0.1:{port}{PATH}", content=body(CASES["streams"]), trust_env=False)
    events = answer.text.split("\n\n")
    assert (len(events), events[-2], events[-1]) == (302 + 1, "data: [DONE]", "")
    assert orjson.loads(events[-3].removeprefix("data: "))["usage"]["total_tokens"] == 812


def test_answers_that_are_no_success_are_errors(built: Path) -> None:
    with answering("500") as endpoint:
        found = load(built, int(endpoint.rpartition(":")[2]), replace(CASES["small"], connections=2, seconds=0.1))
    assert found.answers == 0
    assert found.errors > 0
