"""Dockerfile.proxy: what it installs, and, where a Docker engine is, the image as it is built and run."""

import json
import re
import subprocess
import time
import tomllib
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from proxy.calls import read_calls
from proxy.verify import verify
from runner.building import Building
from tests.engine import docker
from tests.proxy.chunks import DONE, HELLO, STOP, USAGE, WHOLE, data
from tests.proxy.rig import answer, chunk, fetch, playing, stream_head

ROOT = Path(__file__).parent.parent
KEY = "sk-canary-for-the-container-0123456789"
SEALED = ("--network", "host", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(), re.M))


def test_the_image_has_no_package_that_the_kit_has_not_and_in_the_same_versions() -> None:
    wanted = set((ROOT / "proxy/requirements.in").read_text().split())
    kit = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert wanted <= {re.split(r"[><=;]", one)[0] for one in kit}
    kit_pins, more, pinned = (
        pins("requirements.txt"),
        pins("proxy/translation/requirements.txt"),
        pins("proxy/requirements.txt"),
    )
    assert wanted <= pinned.keys()
    assert {name: kit_pins.get(name, version) for name, version in pinned.items()} == pinned
    assert {name: more[name] for name in pinned} == pinned


def test_it_names_no_host_and_every_package_it_takes_from_pypi_has_a_hash() -> None:
    text = (ROOT / "Dockerfile.proxy").read_text()
    assert "://" not in text
    assert "--require-hashes" in text


@contextmanager
def built(building: Building, *arguments: str) -> Iterator[str]:
    tag = f"cab-proxy-test:{uuid.uuid4().hex[:8]}"
    base = ("--network", building.network or "default", "--build-arg", f"BASE_IMAGE={building.base_image}")
    done = docker("build", *base, *arguments, "-t", tag, "-f", ROOT / "Dockerfile.proxy", ROOT, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    try:
        yield tag
    finally:
        docker("rmi", "--no-prune", tag)


@pytest.fixture(scope="module")
def image(engine: Building) -> Iterator[str]:
    with built(engine) as tag:
        yield tag


@contextmanager
def running(*arguments: str | Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A container that has the key over standard input, and its journal in a volume of its own name."""
    name = f"cab-proxy-test-{uuid.uuid4().hex[:8]}"
    run = ["docker", "run", "-i", "--name", name, "-v", f"{name}:/journal", *SEALED, *map(str, arguments)]
    pipe = subprocess.PIPE
    with subprocess.Popen(run, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield name, process
        finally:
            docker("rm", "-f", name, check=False)
            docker("volume", "rm", "-f", name, check=False)


def listening(process: "subprocess.Popen[str]") -> dict[str, str]:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.stderr.read() if process.stderr else None
    said: dict[str, str] = json.loads(line)
    return said


def in_it(name: str, *command: str) -> str:
    return docker("exec", name, *command).stdout


def journal_of(name: str, image: str, folder: Path) -> Path:
    path = folder / "calls.jsonl"
    path.write_text(
        docker("run", "--rm", "-v", f"{name}:/journal", "--entrypoint", "cat", image, f"/journal/{path.name}").stdout
    )
    return path


@pytest.mark.docker
@pytest.mark.download
@pytest.mark.timeout(900)
def test_it_runs_as_nobody_on_a_read_only_root_without_the_key_anywhere_and_drains(image: str, tmp_path: Path) -> None:
    go_on = Event()
    events = stream_head(chunked=True) + chunk(data(HELLO)), go_on, chunk(data(STOP, USAGE, DONE)) + b"0\r\n\r\n"
    with playing([answer(WHOLE)], list(events)) as (url, player):
        options = ("--endpoint", url, "--host", "127.0.0.1", "--port", "0", "--key-stdin")
        with running("--user", "1234:1234", image, *options) as (name, process):
            assert process.stdin is not None
            process.stdin.write(f"{KEY}\n")
            process.stdin.flush()
            at = listening(process)
            headers = {"authorization": f"Bearer {at['token']}"}
            ask: dict[str, Any] = {"model": "m", "messages": [], "stream": True}
            route = f"{at['listening']}/v1/chat/completions"
            assert fetch("POST", route, headers, b'{"model":"m","messages":[]}').body == WHOLE
            assert KEY in player.asked[0].decode()

            status = dict(line.split(":\t", 1) for line in in_it(name, "cat", "/proc/1/status").splitlines())
            assert status["Uid"].split() == ["1234"] * 4
            assert (int(status["CapEff"], 16), int(status["CapBnd"], 16), status["NoNewPrivs"]) == (0, 0, "1")
            write = docker("exec", name, "touch", "/opt/cab/x", "/tmp/x", check=False)
            assert write.stderr.count("Read-only file system") == 2
            places = [docker("inspect", name).stdout, docker("logs", name).stdout, docker("logs", name).stderr]
            places += [in_it(name, "cat", f"/proc/1/{what}") for what in ("environ", "cmdline")]
            assert [KEY in place for place in places] == [False] * 5

            with ThreadPoolExecutor() as others:
                stream = others.submit(fetch, "POST", route, headers, json.dumps(ask).encode())
                while len(player.asked) < 2:
                    time.sleep(0.02)
                stop = others.submit(docker, "stop", "-t", "40", name)
                time.sleep(1)
                assert not stop.done()
                go_on.set()
                assert stream.result(30).body == data(HELLO, STOP, DONE)
                stop.result(60)
            assert process.wait(30) == 0
            journal = journal_of(name, image, tmp_path)
    assert verify(journal) == []
    assert [(call.end, call.usage.total) for call in read_calls(journal)] == [("complete", 15)] * 2
    assert KEY not in journal.read_text()


@pytest.mark.docker
@pytest.mark.download
@pytest.mark.timeout(900)
def test_its_own_user_port_and_health_and_the_key_from_a_file(image: str, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(f"{KEY}\n")
    key.chmod(0o444)
    with playing([answer(WHOLE)]) as (url, player):
        mount = ("-v", f"{key}:/run/key:ro", "-e", "CAB_PORT=4917")
        with running(*mount, image, "--endpoint", url, "--key-file", "/run/key") as (name, process):
            at = listening(process)
            assert at["listening"] == "http://0.0.0.0:4917"
            headers = {"authorization": f"Bearer {at['token']}"}
            assert fetch("POST", "http://127.0.0.1:4917/v1/chat/completions", headers, b"{}").status == 200
            assert KEY in player.asked[0].decode()
            assert in_it(name, "id", "-u") == "65532\n"
            end, health = time.monotonic() + 60, ""
            while health != "healthy" and time.monotonic() < end:
                health = docker("inspect", "-f", "{{.State.Health.Status}}", name).stdout.strip()
                time.sleep(0.5)
            assert health == "healthy"
            docker("stop", name)
            assert process.wait(30) == 0


@pytest.mark.docker
@pytest.mark.download
@pytest.mark.timeout(900)
def test_with_litellm_it_translates_on_a_read_only_root_too(engine: Building) -> None:
    missing = answer(b'{"detail":"Not Found"}', b"404 Not Found")
    with (
        playing([missing], [answer(WHOLE)]) as (url, player),
        built(engine, "--build-arg", "TRANSLATION=1") as image,
        running(image, "--endpoint", url, "--host", "127.0.0.1", "--port", "0") as (name, process),
    ):
        at = listening(process)
        headers = {"authorization": f"Bearer {at['token']}"}
        got = fetch("POST", f"{at['listening']}/v1/responses", headers, b'{"model":"m","input":"hi"}')
        assert json.loads(got.body)["output"][-1]["content"][0]["text"] == "Hello"
        docker("stop", name)
        assert process.wait(30) == 0
    assert [one.split()[1].decode() for one in player.asked] == ["/v1/responses", "/v1/chat/completions"]
