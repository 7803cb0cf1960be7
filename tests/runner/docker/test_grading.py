"""Verdicts reached in sealed containers."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from docker import DockerClient
from docker.errors import NotFound

from runner.docker.grading import ROOM, DockerPlace, DockerRoom, Image, image
from runner.docker.labels import OWNER, ROLE, this_process
from runner.grader.files import File
from runner.grader.place import Limits, Place
from runner.grader.validate import try_overlays
from runner.grader.verdict import grade
from runner.manifest import compare, scan
from tasks.catalogue import find
from tests.runner.grader.tiny import RIGHT, task

pytestmark = pytest.mark.docker

ADD = "adder/add.py"
LIMITS = Limits(1 << 30)


def script(source: str) -> tuple[str, ...]:
    return ("python3", "-I", "-S", "-c", source)


def ran(room: DockerRoom, source: str, seconds: float = 60) -> tuple[int | None, str, str]:
    done = room.run(script(source), ".", room.env, seconds)
    assert not done.timed_out
    return done.exit_code, done.stdout_tail, done.stderr_tail


def test_files_go_in_and_commands_run_with_their_ends_told(sealed: DockerPlace) -> None:
    with sealed.room() as room:
        name = os.fsdecode(b"code/\xff \n.txt")
        room.put({"code/run": File(b"#!/bin/sh\necho out; echo err >&2; cat; exit 7\n", executable=True)})
        done = room.run(("./run",), "code", room.env, 60)
        assert done == (7, False, "out\n", "err\n")
        room.put({name: File(b"late")})
        assert ran(room, f"print(open({name!a}).read())") == (0, "late\n", "")
        assert ran(room, "import os; os.kill(os.getpid(), 9)")[0] == 137
        assert room.run(("no-such-program",), "code", room.env, 60).exit_code == 127
        env = {**room.env, "MORE": "1"}
        said = room.run(script("import os; print(os.getcwd(), sorted(os.environ.items()))"), "code", env, 60)
        assert said.stdout_tail.startswith(f"{ROOM}/code ")
        assert "('MORE', '1')" in said.stdout_tail
        assert f"('HOME', '{ROOM}/home')" in said.stdout_tail


def test_a_room_is_sealed_and_its_owner_is_written_on_it(sealed: DockerPlace, client: DockerClient) -> None:
    with sealed.room() as room:
        (container,) = client.containers.list(filters={"label": f"{OWNER}={this_process()}"})
        config = container.attrs["HostConfig"]
        assert (config["NetworkMode"], config["ReadonlyRootfs"], config["CapDrop"]) == ("none", True, ["ALL"])
        assert container.labels.keys() >= {OWNER, ROLE}
        assert ran(room, "print(*open('/proc/net/dev').read().split()[-17:-16])")[1] == "lo:\n"
    with pytest.raises(NotFound):
        container.reload()


def test_rooms_share_nothing(sealed: DockerPlace) -> None:
    with sealed.room() as first, sealed.room() as second:
        first.put({"code/secret": File(b"x")})
        assert ran(first, "print(open('code/secret').read())")[1] == "x\n"
        assert ran(second, "import os; print(os.listdir('code'))")[1] == "[]\n"


def test_a_command_is_killed_at_its_time_limit_and_the_room_with_it(sealed: DockerPlace) -> None:
    with sealed.room() as room:
        began = time.monotonic()
        done = room.run(script("import time; print('on', flush=True); time.sleep(600)"), ".", room.env, 1)
        assert (done.exit_code, done.timed_out, done.stdout_tail) == (None, True, "on\n")
        assert time.monotonic() - began < 60
        assert room.run(("true",), ".", room.env, 60).exit_code is None
        with room.asked(("cat",), ".", room.env, LIMITS) as asked, pytest.raises(EOFError):
            asked.line(b"question\n", 10)


def test_a_flood_of_output_is_cut_off(sealed: DockerPlace) -> None:
    with sealed.room() as room:
        done = room.run(script("while True: print('x' * 65535)"), ".", room.env, 120)
        assert done.exit_code is None
        assert "bytes of output" in done.stderr_tail


def test_what_takes_too_much_memory_is_killed_and_a_neighbour_is_not(sealed: DockerPlace) -> None:
    with sealed.room() as room, sealed.room() as neighbour:
        assert ran(room, "x = b'x' * (6 << 30)", 120)[0] == 137
        assert ran(neighbour, "print(1)") == (0, "1\n", "")


def test_a_command_is_asked_line_by_line(sealed: DockerPlace) -> None:
    with sealed.room() as room:
        with room.asked(("cat",), ".", room.env, LIMITS) as asked:
            assert asked.line(b"one\n", 60) == b"one"
            assert asked.line(b"x" * 500_000 + b"\n", 60) == b"x" * 500_000
            asked.close_input()
            asked.drain(60)
        with room.asked(script("import sys; sys.exit('no')"), ".", room.env, LIMITS) as asked:
            with pytest.raises(EOFError):
                asked.line(b"question\n", 60)
            assert asked.last_words == "no\n"


KILL_ALL = """
import os, signal
for pid in range(2, 200):
    try: os.kill(pid, signal.SIGKILL)
    except OSError: pass
"""


def verdict(place: Place, folder: Path, source: str) -> tuple[str, str]:
    tiny = task(folder, **{"grading__cases_dot_json": '[{"name": "small", "call": "add", "args": [1, 2], "value": 3}]'})
    workspace = folder / "workspace"
    workspace.mkdir()
    for name, text in {ADD: source}.items():
        (workspace / name).parent.mkdir()
        (workspace / name).write_text(text, encoding="utf-8")
    manifest = compare((), scan(workspace), git_before="", git_after="")
    graded = grade(tiny, workspace, manifest, place)
    assert graded.isolation == place.isolation
    return graded.status, graded.reason or ""


@pytest.mark.parametrize(
    ("source", "status", "reason"),
    [
        (RIGHT, "passed", ""),
        (f"{KILL_ALL}\n{RIGHT}", "failed", "ended before"),
        (f"import os\nwhile True: os.fork()\n{RIGHT}", "failed", "."),
        ("def add(a, b): return bytes(8 << 30)", "failed", "."),
    ],
    ids=["right", "kills all that runs beside it", "forks without end", "takes all memory"],
)
def test_what_a_candidate_does_to_its_container_is_its_own_failure(
    source: str, status: str, reason: str, sealed: DockerPlace, tmp_path: Path
) -> None:
    found = verdict(sealed, tmp_path, source)
    assert found[0] == status, found
    assert reason in found[1] or reason == "."


class Vanishing:
    """Its second room, the candidate's, is removed by somebody else as soon as it is open."""

    def __init__(self, place: DockerPlace, client: DockerClient) -> None:
        self.place, self.client, self.rooms, self.isolation = place, client, 0, place.isolation

    @contextmanager
    def room(self) -> Iterator[DockerRoom]:
        self.rooms += 1
        with self.place.room() as room:
            if self.rooms == 2:
                (container,) = self.client.containers.list(filters={"label": f"{OWNER}={this_process()}"})
                container.remove(force=True)
            yield room


def test_a_container_that_is_gone_is_no_verdict_on_the_candidate(
    sealed: DockerPlace, client: DockerClient, tmp_path: Path
) -> None:
    status, reason = verdict(Vanishing(sealed, client), tmp_path, RIGHT)
    assert status == "infra_failed"
    assert "No such container" in reason


def test_an_image_that_is_not_there_is_no_verdict_on_the_candidate(client: DockerClient, tmp_path: Path) -> None:
    missing = DockerPlace(client, Image("cab/no-such-image:1", "none", {}), "tests")
    assert verdict(missing, tmp_path, RIGHT)[0] == "infra_failed"
    with pytest.raises(OSError, match="No such image"):
        image(client, "cab/no-such-image:1")


@pytest.mark.parametrize("name", ["mutations/python-boundary", "mutations/rust-error-negated"])
def test_a_task_is_graded_as_it_is_on_the_kits_own_machine(name: str, sealed: DockerPlace) -> None:
    found = find(name)
    assert try_overlays(found, sealed, found.solution).reason is None
    assert try_overlays(found, sealed).status == "failed"
