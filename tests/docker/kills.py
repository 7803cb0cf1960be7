"""Kills: runners of sealed cells are killed at random moments, and what is left of them is looked for."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from runner.docker import leftovers
from runner.docker.leftovers import Thing

if TYPE_CHECKING:
    from docker import DockerClient


class Kill(NamedTuple):
    """One runner: when it was killed, what it had in the engine then, and what is left of it after the mend."""

    after_s: float
    had: tuple[str, ...]
    left: tuple[str, ...]


class Kills(NamedTuple):
    """All of them, and how long a runner takes that nobody kills."""

    whole_s: float
    kills: tuple[Kill, ...]
    folders: tuple[str, ...]

    @property
    def roles(self) -> Counter[str]:
        """How many kills found a thing of each role to be there."""
        return Counter(role for kill in self.kills for role in set(kill.had))


def kills(client: "DockerClient", url: str, folder: Path, count: int, seed: int) -> Kills:
    """Kills `count` runners; after each second one `cab clean` mends, after the others the next runner does."""
    chance = random.Random(seed)  # moments, no secrets
    temporary = folder / "tmp"
    temporary.mkdir()
    _whole(folder, url, temporary)  # the first may have images to build
    whole_s = _whole(folder, url, temporary)
    pids: list[int] = []
    done: list[Kill] = []
    for number in range(count):
        after_s = chance.uniform(0, whole_s)
        with _runner(folder, url, temporary) as runner:
            _wait(runner, after_s)
            runner.kill()
            runner.wait()
        had = tuple(thing.role for thing in _of(client, [runner.pid]))
        pids.append(runner.pid)
        left: tuple[str, ...] = ()
        if number % 2:
            command = [str(Path(sys.executable).with_name("cab")), "clean"]
            subprocess.run(command, check=True, capture_output=True, timeout=120, env=_environ(temporary))
            left = (*map(str, _of(client, pids)), *(path.name for path in temporary.iterdir()))
        done.append(Kill(round(after_s, 2), had, left))
    _whole(folder, url, temporary)
    last = tuple(str(thing) for thing in _of(client, pids))
    done[-1] = done[-1]._replace(left=done[-1].left + last)
    return Kills(round(whole_s, 2), tuple(done), tuple(sorted(path.name for path in temporary.iterdir())))


def _whole(folder: Path, url: str, temporary: Path) -> float:
    """Lets a runner finish; how long it took."""
    with _runner(folder, url, temporary) as runner:
        began = time.monotonic()
        out, err = runner.communicate(timeout=600)
        if runner.returncode:
            raise RuntimeError(f"a runner that nobody killed failed: {out}{err}"[-3000:])
        return time.monotonic() - began


@contextmanager
def _runner(folder: Path, url: str, temporary: Path) -> Iterator["subprocess.Popen[str]"]:
    """A runner that has begun."""
    command = [sys.executable, "-m", "tests.docker.killable", str(folder), url]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=_environ(temporary)) as runner:
        try:
            if runner.stdout is None or runner.stdout.readline() != "begun\n":
                raise RuntimeError(f"a runner did not begin: {runner.communicate()[1]}"[-3000:])
            yield runner
        finally:
            runner.kill()


def _wait(runner: "subprocess.Popen[str]", seconds: float) -> None:
    try:
        runner.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _environ(temporary: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(temporary)}


def _of(client: "DockerClient", pids: list[int]) -> list[Thing]:
    """What is there of these processes, all of them dead."""
    found = leftovers.everything(client)
    return [thing for thing in found if thing.owner is not None and thing.owner.pid in pids and thing.owner.is_dead()]


def page(found: Kills, seed: int, when: str) -> str:
    """The result as a page of the docs."""
    left = len([thing for kill in found.kills for thing in kill.left])
    roles = "\n".join(f"| {role} | {number} |" for role, number in sorted(found.roles.items()))
    return f"""# Killed runners

`python -m tests.docker.kills {len(found.kills)}` ({when}, seed {seed}): that many runners of one sealed cell each
were killed by `kill -9`, at random moments of the {found.whole_s} s that one takes. After every second kill `cab clean`
ran, after the others the next runner.

| at the kill, this many runners had | |
|---|---|
{roles}
| nothing in the engine | {sum(not kill.had for kill in found.kills)} |

Left in the engine after the mend: {left}. Folders left in TMPDIR: {len(found.folders)}.
"""


def main(count: int) -> None:
    """Prints the page."""
    import docker

    from tests.endpoints import answering
    from tests.engine import OURS, has

    if "CAB_BASE_IMAGE" not in os.environ and has(OURS):
        os.environ |= {"CAB_BASE_IMAGE": OURS, "CAB_BUILD_NETWORK": "host"}
    seed = random.SystemRandom().randrange(1 << 32)
    with answering("prose") as url, tempfile.TemporaryDirectory() as folder:
        found = kills(docker.from_env(), url, Path(folder), count, seed)
    print(page(found, seed, time.strftime("%Y-%m-%d")))
    if any(kill.left for kill in found.kills) or found.folders:
        raise SystemExit(f"left: {[kill for kill in found.kills if kill.left]} {found.folders}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
