"""Bombs: what one sealed cell uses up is bounded, and the cell beside it finishes as ever."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from runner.docker.sealed import MIB
from runner.images import Building, ensure, grader_image
from tests.docker.rooms import SMALL, room, run

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

pytestmark = pytest.mark.docker

# What an honest agent does: files, programs, arithmetic; it must end as if nothing were beside it.
HONEST = """
import hashlib, subprocess, sys
for n in range(40):
    open(f"/workspace/{n}.txt", "w").write("x" * 10_000)
    open(f"/tmp/{n}.txt", "w").write("y" * 10_000)
    hashlib.sha256(bytes(1_000_000)).hexdigest()
    subprocess.run(["true"], check=True)
print("done")
"""

FORKS = """
import json, os, time
made = 0
try:
    while made < 5000:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        made += 1
except OSError as error:
    print(json.dumps({"made": made, "error": error.errno}))
"""

MEMORY = """
held = []
while True:
    held.append(bytearray(8 << 20))
"""

DISK = """
import json, os, sys
block, written = bytes(1 << 20), 0
try:
    with open(sys.argv[1] + "/big", "wb", buffering=0) as file:
        while written < 1 << 34:
            written += file.write(block)
except OSError as error:
    print(json.dumps({"written": written, "error": error.errno}))
"""

FILES = """
import json, os, sys
made = 0
try:
    while made < 100_000:
        open(f"{sys.argv[1]}/{made}", "w").close()
        made += 1
except OSError as error:
    print(json.dumps({"made": made, "error": error.errno}))
"""

LOG = """
import sys
line = "A" * 4095 + "\\n"
while True:
    sys.stdout.write(line)
"""

ENOSPC, EAGAIN = 28, 11


@pytest.fixture(scope="module")
def image(client: "DockerClient", engine: Building) -> str:
    return ensure(grader_image(engine), print, client, engine).tag


@pytest.fixture
def cell(client: "DockerClient", image: str) -> Iterator["Container"]:
    with room(client, image) as container:
        yield container


@pytest.fixture
def neighbour(client: "DockerClient", image: str) -> Iterator["Container"]:
    with room(client, image) as container:
        yield container


def beside(neighbour: "Container", bomb: Callable[[], Any]) -> Any:
    """What the bomb came to, while the neighbour did an honest piece of work and finished it."""
    came: list[Any] = []
    fuse = threading.Thread(target=lambda: came.append(bomb()))
    fuse.start()
    time.sleep(0.3)
    honest = run(neighbour, "python3", "-c", HONEST)
    assert (honest.code, honest.out) == (0, "done\n"), honest.err
    fuse.join(120)
    assert came, "the bomb is still going after two minutes"
    return came[0]


def test_a_fork_bomb_ends_at_the_limit_of_processes(cell: "Container", neighbour: "Container") -> None:
    said = json.loads(beside(neighbour, lambda: run(cell, "python3", "-c", FORKS)).out)
    assert said["error"] == EAGAIN
    assert said["made"] < SMALL.pids
    begun = time.monotonic()
    cell.kill()
    cell.wait(timeout=30)
    assert time.monotonic() - begun < 30


def test_a_memory_bomb_is_killed_at_the_limit_and_the_container_lives_on(
    cell: "Container", neighbour: "Container"
) -> None:
    said = beside(neighbour, lambda: run(cell, "python3", "-c", MEMORY))
    assert said.code == 137
    assert run(cell, "echo", "alive").out == "alive\n"


@pytest.mark.parametrize("place", ["/workspace", "/tmp", "/home/agent", "/dev/shm"])
def test_a_disk_bomb_ends_at_the_size_of_its_folder(cell: "Container", neighbour: "Container", place: str) -> None:
    size = {"/workspace": SMALL.workspace, "/tmp": SMALL.tmp, "/home/agent": SMALL.home, "/dev/shm": SMALL.shm}[place]
    said = json.loads(beside(neighbour, lambda: run(cell, "python3", "-c", DISK, place)).out)
    assert said["error"] == ENOSPC
    assert size - MIB <= said["written"] <= size


@pytest.mark.parametrize("place", ["/workspace", "/tmp", "/home/agent"])
def test_a_hundred_thousand_files_end_at_the_number_that_a_folder_holds(
    cell: "Container", neighbour: "Container", place: str
) -> None:
    said = json.loads(beside(neighbour, lambda: run(cell, "python3", "-c", FILES, place)).out)
    assert said["error"] == ENOSPC
    assert said["made"] <= SMALL.files


def test_a_flood_of_output_is_kept_to_its_limit(client: "DockerClient", image: str, neighbour: "Container") -> None:
    with room(client, image, ("python3", "-c", LOG)) as flooding:
        beside(neighbour, lambda: time.sleep(2))
        kept = flooding.logs()
        flooding.kill()
    assert 0 < len(kept) <= 2 * SMALL.log


def test_bombs_of_every_kind_at_once_leave_a_cell_that_can_be_killed(cell: "Container", neighbour: "Container") -> None:
    for code, *arguments in ((DISK, "/workspace"), (FILES, "/tmp"), (MEMORY,), (FORKS,)):
        cell.exec_run(["python3", "-c", code, *arguments], detach=True)
    beside(neighbour, lambda: time.sleep(1))
    cell.kill()
    assert cell.wait(timeout=30)["StatusCode"] == 137
