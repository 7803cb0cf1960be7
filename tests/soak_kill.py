"""`python -m tests.soak_kill [kills]`: `kill -9` of the real proxy under load, half the time with the power lost too.

Prints a table for docs/soak-proxy.md; exits with 1 when anything that somebody was told of is not on record.
"""

import asyncio
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proxy.verify import verify
from tests.marked_calls import Told, agent, endpoint

ROOT = Path(__file__).parent.parent

LANES, AGENTS = 4, 12

KILLS_A_JOURNAL = 20  # then a new one, as each kill has the whole journal checked

PAGE = 512  # bytes that reach a disk together or not at all

HASH = b',"sha256":"'


class Starter:
    """A process that starts proxies."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    @classmethod
    async def ready(cls, *lossy: str) -> "Starter":
        pipe = asyncio.subprocess.PIPE
        program = (sys.executable, "-m", "tests.proxy_starter", *lossy)
        return cls(await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdin=pipe, stdout=pipe))

    async def start(self, out: Path, *options: str) -> int:
        """The process id of a new proxy, whose standard output goes to `out`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(json.dumps([str(out), *options]).encode() + b"\n")
            return int(await self._process.stdout.readline())

    async def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


@dataclass
class Lane:
    """One proxy after the other on one journal."""

    path: Path
    url: str
    counts: Counter[str]
    told: Told = field(default_factory=Told)
    left: bytes = b""  # the journal as the last kill left it
    problems: list[str] = field(default_factory=list)

    async def kill_one(self, starter: Starter, *, lossy: bool, loaded: bool) -> None:
        """Starts a proxy, judges what its recovery made of the last kill, loads it, kills it."""
        out = self.path.with_name("said")
        out.write_bytes(b"")
        pid = await starter.start(out, "--endpoint", self.url, "--journal", str(self.path))
        calls: list[asyncio.Task[None]] = []
        if loaded and random.random() < 0.05:
            await asyncio.sleep(random.random() * 0.1)
            self.counts["kills while starting"] += 1
        elif (said := await self._said(out, pid)) is not None:
            self.judge()
            address = int(said["listening"].rpartition(":")[2]), said["token"]
            calls = [asyncio.create_task(agent(*address, self.told)) for _ in range(AGENTS if loaded else 0)]
            await asyncio.sleep(random.random() * 0.4 if loaded else 0)
            self.counts["kills under load" if loaded else "kills at rest"] += 1
        if not await killed(pid):
            self.problems.append("a proxy ended by itself; see what it said above")
        await asyncio.wait_for(asyncio.gather(*calls), 20)
        if lossy:
            self.lose_power()
        self.left = self.path.read_bytes() if self.path.exists() else b""

    async def _said(self, out: Path, pid: int) -> dict[str, str] | None:
        end = time.monotonic() + 60
        while not (said := out.read_bytes()).endswith(b"\n"):
            if time.monotonic() > end or not Path(f"/proc/{pid}").exists():
                return None
            await asyncio.sleep(0.003)
        found: dict[str, str] = json.loads(said)
        return found

    def lose_power(self) -> None:
        """Leaves of what was not synced nothing, a torn part, or some pages."""
        self.counts["power losses"] += 1
        beside = self.path.with_name(self.path.name + ".unsynced")
        offset, newline, waiting = (beside.read_bytes() if beside.exists() else b"").partition(b"\n")
        if not newline or not waiting:
            return
        at = int(offset)
        fate = random.choice(("nothing", "torn", "pages"))
        self.counts[f"power losses that left {fate} of the unsynced"] += 1
        kept = self.path.read_bytes()[:at]
        if fate == "torn":
            kept += waiting[: random.randrange(len(waiting))]
        elif fate == "pages":
            kept += pages(at, waiting)
        self.path.write_bytes(kept)
        beside.unlink()

    def judge(self) -> None:
        """Compares the journal, recovered and at rest, with what is known."""
        now = self.path.read_bytes()
        sound = whole_lines(self.left)
        self.counts["bytes cut"] += len(self.left) - len(sound)
        if not now.startswith(sound):
            self.problems.append("the recovery cut or changed a sound line")
        if wrong := verify(now):
            self.problems += wrong
            return
        lines = [json.loads(line) for line in now.splitlines()]
        crashed = lines[sound.count(b"\n") :]
        open_calls = {line["id"] for line in lines if line["kind"] == "intent"}
        open_calls -= {line["id"] for line in lines[: sound.count(b"\n")] if line["kind"] == "call"}
        if {(line["id"], line.get("end")) for line in crashed} != {(call, "crashed") for call in open_calls}:
            self.problems.append("the recovery did not end exactly the open calls as crashed")
        self.counts["calls found crashed"] += len(crashed)
        self._compare(lines)

    def _compare(self, lines: list[dict[str, Any]]) -> None:
        begun = {self.told.sent.get(line["request"]["sha256"]) for line in lines if line["kind"] == "intent"}
        ends = {self.told.sent[line["request"]["sha256"]]: line for line in lines if line["kind"] == "call"}
        if lost := self.told.reached - begun:
            self.problems.append(f"{len(lost)} requests reached the endpoint and have no intent")
        if lost := {mark for mark in self.told.ended if mark not in ends or ends[mark]["end"] != "complete"}:
            self.problems.append(f"{len(lost)} answers were seen to their end and have no line that says so")
        wrong = {mark for mark in self.told.ended & ends.keys() if ends[mark]["usage"]["input"] != mark}
        if wrong:
            self.problems.append(f"{len(wrong)} calls have the figures of another")

    def turn(self) -> None:
        """Begins a new journal."""
        self.counts["calls answered"] += len(self.told.ended)
        self.counts["calls that reached the endpoint"] += len(self.told.reached)
        for held in (self.told.reached, self.told.ended, self.told.sent):
            held.clear()
        for path in self.path.parent.glob(self.path.name + "*"):
            path.unlink()
        self.left = b""


def pages(at: int, waiting: bytes) -> bytes:
    """Some pages of the bytes that were to stand at `at`; the others were never written and read as zeros."""
    out = bytearray(waiting)
    begin = at
    while begin < at + len(waiting):
        end = min((begin // PAGE + 1) * PAGE, at + len(waiting))
        if random.random() < 0.5:
            out[begin - at : end - at] = bytes(end - begin)
        begin = end
    return bytes(out)


def whole_lines(data: bytes) -> bytes:
    """The lines before the first bad one."""
    good = 0
    for line in data.splitlines(keepends=True):
        body, _, rest = line.rpartition(HASH)
        if not line.endswith(b'"}\n') or hashlib.sha256(body + b"}").hexdigest().encode() != rest[:-3]:
            break
        good += len(line)
    return data[:good]


async def killed(pid: int) -> bool:
    """Kills a process and waits until it is gone; False: it was gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    while Path(f"/proc/{pid}").exists():
        await asyncio.sleep(0.001)
    return True


async def lane(folder: Path, kills: int, starters: tuple[Starter, Starter], counts: Counter[str]) -> list[str]:
    """So many kills, one after the other."""
    told = Told()
    server = await endpoint(told)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    it = Lane(folder / "calls.jsonl", url, counts, told)
    for number in range(1, kills + 1):
        lossy = random.random() < 0.5
        await it.kill_one(starters[lossy], lossy=lossy, loaded=True)
        if number % KILLS_A_JOURNAL == 0 or number == kills:
            await it.kill_one(starters[0], lossy=False, loaded=False)
            it.turn()
        if it.problems:
            break
    server.close()
    return it.problems


async def soak(folder: Path, kills: int) -> tuple[Counter[str], list[str]]:
    """Lanes side by side; gives what happened, and what went wrong."""
    counts: Counter[str] = Counter()
    folders = [folder / str(number) for number in range(LANES)]
    for each in folders:
        each.mkdir()
    starters = await Starter.ready(), await Starter.ready("lossy")
    try:
        found = await asyncio.gather(*[lane(each, -(-kills // LANES), starters, counts) for each in folders])
    finally:
        for starter in starters:
            await starter.close()
    return counts, [problem for problems in found for problem in problems]


def main(kills: int) -> int:
    """Prints the table; 1 when something was lost."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        counts, problems = asyncio.run(soak(Path(folder), kills))
    sys.stdout.write("| what | how many |\n| --- | --- |\n")
    for what in sorted(counts):
        sys.stdout.write(f"| {what} | {counts[what]} |\n")
    sys.stdout.write(f"| seconds | {time.monotonic() - begun:.0f} |\n| things lost or wrong | {len(problems)} |\n")
    for problem in problems:
        sys.stderr.write(problem + os.linesep)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
