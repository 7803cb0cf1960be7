"""Many streams at once through a proxy of several cells: each agent checks its own, the journal answers for all."""

import asyncio
import hashlib
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import orjson

from proxy.calls import read_calls
from proxy.verify import verify
from tests.proxy.stream_identity import Stream

ROOT = Path(__file__).parent.parent.parent
GAP_MS = 50
LONGEST_S = 20
LONG_ONES = 8  # every eighth agent has one stream that lasts all the time

# What the journal must say of one stream.
Facts = tuple[str, str, int, int, int, bool, str]


@dataclass
class Seen:
    """What the agents saw, and the proxy's memory meanwhile."""

    sent: dict[str, list[Stream]] = field(default_factory=dict)  # by cell
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    answer_bytes: int = 0
    rss: list[tuple[float, float]] = field(default_factory=list)  # seconds since the start, MB
    cpu_s: float = 0
    seconds: float = 0

    @property
    def streams(self) -> int:
        """All that were sent."""
        return sum(map(len, self.sent.values()))

    @property
    def events(self) -> int:
        """All that should have come."""
        return sum(stream.events for streams in self.sent.values() for stream in streams)


@contextmanager
def child(*arguments: str) -> Iterator[tuple[int, str]]:
    """Runs a module of tests.proxy; yields its pid and first line, and ends its stdin afterwards."""
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        try:
            yield process.pid, cast("IO[bytes]", process.stdout).readline().decode()
            cast("IO[bytes]", process.stdin).close()
            assert process.wait(60) == 0, command
        finally:
            process.kill()


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 ") or b"chunked" not in head.lower():
        raise ValueError(head.decode("latin-1"))
    body = bytearray()
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return bytes(body)


async def _agent(port: int, token: str, plan: Iterator[Stream], seen: Seen) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: proxy\r\nAuthorization: Bearer {token}\r\nContent-Length: "
    for stream in plan:
        seen.sent[stream.cell].append(stream)
        asked = stream.request()
        writer.write(head.encode() + b"%d\r\n\r\n%b" % (len(asked), asked))
        try:
            answer = await asyncio.wait_for(_answer(reader), stream.events * stream.gap_ms / 1000 + 60)
        except (ValueError, OSError, EOFError, TimeoutError) as problem:
            seen.lost.append(f"{stream.name}: {problem!r}")
            break
        seen.answer_bytes += len(answer)
        if answer != b"".join(stream.pieces(usage=stream.wants_usage)):
            seen.wrong.append(f"{stream.name}: {answer[:200]!r}")
    writer.close()


def _plan(cell: str, agent: int, until: float) -> Iterator[Stream]:
    """One agent's streams, the last of which ends about `until`."""
    dice, turn = random.Random(agent), 0
    while (left_s := until - time.monotonic()) > 2 * GAP_MS / 1000:
        seconds = left_s if agent % LONG_ONES == 0 else min(left_s, dice.uniform(0.2, LONGEST_S))
        events = max(2, round(seconds * 1000 / GAP_MS) - 2)
        yield Stream(cell, agent * 100_000 + turn, events, GAP_MS, wants_usage=(agent + turn) % 2 == 0)
        turn += 1


async def _watch(pid: int, seen: Seen, every_s: float) -> None:
    began = time.monotonic()
    while True:
        status = Path(f"/proc/{pid}/status").read_text()
        seen.rss.append((time.monotonic() - began, int(status.partition("VmRSS:")[2].split()[0]) / 1024))
        ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        seen.cpu_s = sum(map(int, ticks)) / 100
        await asyncio.sleep(every_s)


async def _agents(url: str, tokens: dict[str, str], streams: int, seconds: float, seen: Seen) -> None:
    until, port = time.monotonic() + seconds, int(url.rpartition(":")[2])
    cells = list(tokens)
    async with asyncio.TaskGroup() as group:
        for agent in range(streams):
            cell = cells[agent % len(cells)]
            group.create_task(_agent(port, tokens[cell], _plan(cell, agent, until), seen))


def run(journal: Path, seconds: float, streams: int, cells: int) -> Seen:
    """Keeps `streams` streams under way for so long; the proxy has ended when this returns."""
    names = [f"soak/agent{index}/m/mutations/task#run1" for index in range(cells)]
    seen = Seen(sent={name: [] for name in names})

    async def all_of_it(pid: int, said: dict[str, Any]) -> None:
        watching = asyncio.create_task(_watch(pid, seen, max(0.2, seconds / 300)))
        await _agents(said["url"], said["tokens"], streams, seconds, seen)
        watching.cancel()

    with child("tests.proxy.stream_endpoint") as (_, port):
        endpoint = f"http://127.0.0.1:{port.strip()}/v1"
        with child("tests.proxy.stream_proxy", endpoint, str(journal), *names) as (pid, said):
            began = time.monotonic()
            asyncio.run(all_of_it(pid, orjson.loads(said)))
            seen.seconds = time.monotonic() - began
    return seen


def _expected(stream: Stream) -> Facts:
    whole = b"".join(stream.pieces(usage=True))
    hashes = hashlib.sha256(stream.request()).hexdigest(), hashlib.sha256(whole).hexdigest()
    return *hashes, len(whole), stream.number, stream.events, stream.wants_usage, "complete"


def problems(journal: Path, seen: Seen) -> list[str]:
    """Where the journal differs from what the agents sent and got, call by call and cell by cell."""
    found = verify(journal)
    for cell, sent in seen.sent.items():
        recorded: Counter[tuple[Any, ...]] = Counter()
        for call in read_calls(journal, cell):
            usage, altered = call.usage, call.request.altered
            hashes = call.request.sha256, call.response.sha256 if call.response else None
            size = call.response.bytes if call.response else None
            recorded[(*hashes, size, usage.input, usage.output, not altered, call.end)] += 1
        due: Counter[tuple[Any, ...]] = Counter(map(_expected, sent))
        found += [
            f"cell {cell}: {count} calls without a line such as {facts}" for facts, count in (due - recorded).items()
        ]
        found += [
            f"cell {cell}: {count} lines without a call such as {facts}" for facts, count in (recorded - due).items()
        ]
    return found
