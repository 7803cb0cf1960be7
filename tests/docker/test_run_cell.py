"""`run-cell` in an image that is a kit of its own: what it prints, and what its agent cannot come by."""

import json
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from runner.agent import find
from runner.building import Building
from runner.images import ensure, kit_image
from store import bundle
from tests.endpoints import answering
from tests.engine import docker

pytestmark = [pytest.mark.docker, pytest.mark.download, pytest.mark.timeout(1500)]

TASK = "polyglot/python-reverse-string"
FOLDER = f"/opt/kit/source/tasks/{TASK}"
KEY = "sk-canary-for-one-container-0123456789"
CONTROL = "control-for-one-container-0123456789"
MARKS = ["one container: not sealed", "provisional — not for citation"]


@pytest.fixture(scope="module")
def image(engine: Building) -> str:
    return ensure(kit_image(find("mini-swe-agent"), engine), print, building=engine).tag


@contextmanager
def container(image: str, *arguments: str) -> Iterator[str]:
    """One that is made and not started, with what is put before the image's name, and the words after it."""
    name = f"cab-run-cell-test-{uuid.uuid4().hex[:8]}"
    split = arguments.index("run-cell")
    docker("create", "--name", name, *arguments[:split], image, *arguments[split:])
    try:
        yield name
    finally:
        docker("rm", "-f", "-v", name, check=False)


def result(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_a_rehearsal_prints_one_result_that_says_that_it_is_not_sealed(image: str, tmp_path: Path) -> None:
    with container(image, "run-cell", "--tui", "mini-swe-agent", "--task", TASK) as name:
        done = docker("start", "-a", name, check=False)
        assert done.returncode == 0, done.stderr
        docker("cp", f"{name}:/runs", tmp_path)
    said = result(done)
    assert (said["outcome"], said["axes"]["pass_rate"]) == ("completed", 1)
    assert said["marks"] == ["rehearsal: not a measurement", *MARKS]
    made = bundle.read(tmp_path / said["bundle"])
    assert bundle.check(made.folder) == []
    cell = made.evidence.cell
    assert cell.provisional
    assert cell.settings["sandbox"] == "one container"
    assert cell.versions["image"] == kit_image(find("mini-swe-agent")).args["AGENT_IMAGE"]
    assert made.evidence.grade is not None
    assert made.evidence.grade.isolation == "another user of one container"
    assert len(made.evidence.calls) == said["model_calls"] > 0
    assert MARKS[0] in (made.folder / "page.html").read_text()


def test_the_agents_user_comes_by_neither_key_nor_solutions_nor_root(image: str, tmp_path: Path) -> None:
    canary = Path(__file__).with_name("canary.py")
    command = tmp_path / "mini"
    command.write_text(f"#!/bin/sh\nexec python3 /opt/canary.py {KEY[::-1]} {CONTROL}\n")
    command.chmod(0o755)
    control = tmp_path / "control"
    control.write_text(CONTROL)
    control.chmod(0o644)
    with answering("prose") as url:
        options = ("--network", "host", "-e", f"CAB_KEY={KEY}", "-e", f"CAB_ENDPOINT={url}/v1")
        asked = ("run-cell", "--tui", "mini-swe-agent", "--model", "m", "--task", TASK, "--timeout", "600")
        with container(image, *options, *asked) as name:
            docker("cp", command, f"{name}:/opt/agent/bin/mini")
            docker("cp", canary, f"{name}:/opt/canary.py")
            docker("cp", control, f"{name}:/opt/control")
            done = docker("start", "-a", name, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            docker("cp", f"{name}:/runs", tmp_path)
    said = result(done)
    assert (said["outcome"], said["marks"]) == ("completed", MARKS)
    folder = tmp_path / said["bundle"]
    made = bundle.read(folder)
    assert made.evidence.cell.exit is not None
    seen = json.loads(made.evidence.cell.exit.stdout_tail)
    assert (seen["call"], seen["uid"], len(made.evidence.calls)) == (200, 1000, 1)
    assert {*seen["control"]} == {"/opt/control", "/opt/agent/bin/mini"}
    assert (seen["files"], seen["answers"], seen["processes"]["found"]) == ([], [], [])
    assert seen["words"] != []  # its own command line holds the control
    assert {"1/environ", "1/mem", "1/fd"} <= {*seen["processes"]["refused"]}
    # Of three at least: the kit, its supervisor, the proxy.
    assert sum(refused.endswith("/mem") for refused in seen["processes"]["refused"]) >= 3
    assert (seen["kit"], seen["root"], seen["no_new_privs"]) == (False, False, True)
    assert seen["capabilities"] == ["0" * 16] * 2
    assert [path for path in folder.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()] == []
    assert KEY not in done.stdout + done.stderr


def test_the_answers_are_in_the_image_for_root_alone(image: str) -> None:
    for part in ("solution", "grading"):
        where = f"{FOLDER}/{part}"
        assert docker("run", "--rm", "--entrypoint", "stat", image, "-c", "%a %u", where).stdout == "700 0\n"
        for user in ("1000", "1001"):
            read = docker("run", "--rm", "--user", user, "--entrypoint", "ls", image, where, check=False)
            assert "Permission denied" in read.stderr


def test_it_runs_no_other_agent_than_its_own(image: str) -> None:
    other = docker("run", "--rm", image, "run-cell", "--tui", "aider", check=False)
    assert (other.returncode, other.stderr.count("this image holds mini-swe-agent, not aider")) == (2, 1)
