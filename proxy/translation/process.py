"""Process: the translation worker as the proxy sees it, from its start to its end."""

import asyncio
import os
import sys
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

# A line holds a whole request; no agent's is longer.
LINE = 256 * 2**20

ERRORS = 4 * 2**10  # of the worker's last words

WORKER = (sys.executable, "-P", "-m", "proxy.translation.worker")

ROOT = Path(__file__).parents[2]


class Process:
    """One process, and the requests that wait for its replies; it answers in the order it is asked."""

    def __init__(self, process: asyncio.subprocess.Process, answer_s: float) -> None:
        self.failed: str | None = None
        self._process = process
        self._answer_s = answer_s
        self._waiting: deque[asyncio.Future[dict[str, Any]]] = deque()
        self._ready: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append(self._ready)
        self._words = bytearray()
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._listen())]
        self._watch: asyncio.TimerHandle | None = None
        self._asked = 0

    @classmethod
    async def started(cls, command: tuple[str, ...], start_s: float, answer_s: float) -> "Process":
        """A worker that is ready."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment(os.environ),
            cwd="/",
            limit=LINE,
        )
        worker = cls(process, answer_s)
        try:
            async with asyncio.timeout(start_s):
                await worker._ready
        except TimeoutError:
            worker.fail(f"was not ready within {start_s:g} s")
            await worker.aclose()
            raise ConnectionError(worker.failed) from None
        except ConnectionError:
            await worker.aclose()
            raise
        except BaseException:
            worker.fail("was no longer wanted")
            await worker.aclose()
            raise
        return worker

    async def ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The reply to a request."""
        if self.failed is not None or self._process.stdin is None:
            raise ConnectionError(self.failed or "the translation worker has no stdin")
        self._asked += 1
        reply: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append(reply)
        if self._watch is None:
            self._look_out()
        self._process.stdin.write(orjson.dumps(asked | {"id": self._asked}) + b"\n")
        return await reply

    def fail(self, how: str) -> None:
        """Fails what waits, and ends the process."""
        if self.failed is None:
            words = self._words.decode("utf-8", errors="replace").strip()
            self.failed = f"the translation worker (pid {self._process.pid}) {how}" + (f": {words}" if words else "")
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
        for reply in self._waiting:
            if not reply.done():
                reply.set_exception(ConnectionError(self.failed))
        self._waiting.clear()
        self._quiet()

    async def aclose(self) -> None:
        """Ends the process: by the end of its input, or by force."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(2):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read(self) -> None:
        how = "ended"
        try:
            await self._replies()
        except (ValueError, IndexError) as problem:  # a line too long, no JSON, or one that nobody waits for
            how = f"wrote what is no reply ({problem})"
        else:
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._tasks[1]), 1)  # its last words
        self.fail(how)

    async def _replies(self) -> None:
        stdout = self._process.stdout
        while stdout is not None and (line := await stdout.readline()):
            said = orjson.loads(line)
            reply = self._waiting.popleft()
            if not reply.done():
                reply.set_result(said)
            self._quiet()
            if self._waiting:
                self._look_out()

    async def _listen(self) -> None:
        stderr = self._process.stderr
        while stderr is not None and (said := await stderr.read(ERRORS)):
            self._words += said
            del self._words[:-ERRORS]

    def _look_out(self) -> None:
        loop = asyncio.get_running_loop()
        self._watch = loop.call_later(self._answer_s, self.fail, f"did not answer within {self._answer_s:g} s")

    def _quiet(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What the worker sees of the environment: nothing that may hold a key, nothing that sends it to the network."""
    kept = {name: given[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in given}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_MODE": "PRODUCTION",  # in its other mode it reads .env files
    }
