"""Asking: one call at a time to the endpoint, through the recording proxy, within a time."""

import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from proxy.dialect import error_text
from proxy.hashing import parsed

Json = dict[str, Any]

CALL_S = 60.0  # for one call
LINE_S = 2.0  # for its line, which is on disk before the answer's end is told
IN_VAIN = 2  # calls without an answer, after which no more are made


@dataclass(frozen=True)
class Reply:
    """What came of one call; `line` is its journal line, empty where there is none."""

    status: int | None  # None: the endpoint gave no answer
    why: str  # no answer came, in words; empty where one came
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    line: Json = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it is a 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def json(self) -> Json:
        """The body as a JSON object; empty: it is none."""
        value = parsed(self.body)
        return value if isinstance(value, dict) else {}

    @property
    def message(self) -> str:
        """What the endpoint says is wrong; empty: it says nothing that can be understood."""
        said = self.json
        return error_text(said.get("error")) or error_text(said.get("detail")) or error_text(said.get("message")) or ""

    @property
    def said(self) -> str:
        """The answer in a few words, for a reason."""
        if self.status is None:
            return self.why
        if 300 <= self.status < 400:
            return f"{self.status}, a redirect to {self.headers.get('location', 'nowhere')}, which is not followed"
        kind = self.headers.get("content-type", "").partition(";")[0].strip() or "nothing of a named type"
        return f"{self.status}: {self.message[:300] or self.line.get('error') or kind}"

    @property
    def input(self) -> int | None:
        """Tokens that the endpoint says it read; None: it does not say."""
        usage = self.line.get("usage") or {}
        return usage["input"] if usage.get("source") == "upstream" else None

    @property
    def output(self) -> int | None:
        """Tokens that the endpoint says it wrote; None: it does not say."""
        usage = self.line.get("usage") or {}
        return usage["output"] if usage.get("source") == "upstream" else None


class Asker:
    """Asks through the proxy; `lines` fills with the journal's lines, by their number."""

    def __init__(self, url: str, token: str, seconds: float, lines: dict[int, Json]) -> None:
        self._client = httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"}, trust_env=False)
        self._until = time.monotonic() + seconds
        self._lines = lines
        self._asked = 0
        self._in_vain = 0

    def close(self) -> None:
        """Closes the connection to the proxy."""
        self._client.close()

    def get(self, path: str) -> Reply:
        """The answer to a GET."""
        return self._ask("GET", path, b"")

    def post(self, path: str, body: Json) -> Reply:
        """The answer to a POST."""
        return self._ask("POST", path, orjson.dumps(body))

    def _ask(self, method: str, path: str, body: bytes) -> Reply:
        left = self._until - time.monotonic()
        if left <= 0:
            return Reply(None, "not asked: the time for all questions was up (--timeout)")
        if self._in_vain >= IN_VAIN:
            return Reply(None, f"not asked: the endpoint gave no answer {IN_VAIN} times in a row")
        reply = self._send(method, path, body, min(CALL_S, left))
        self._in_vain = self._in_vain + 1 if reply.status is None else 0
        return reply

    def _send(self, method: str, path: str, body: bytes, seconds: float) -> Reply:
        self._asked += 1
        headers = {"content-type": "application/json"} if body else {}
        pieces, why = bytearray(), ""
        try:
            # httpx bounds each silence only; a slow stream is bounded here.
            end = time.monotonic() + seconds
            with self._client.stream(method, path, content=body, headers=headers, timeout=seconds) as response:
                for piece in response.iter_bytes():
                    pieces += piece
                    if time.monotonic() > end:
                        return Reply(None, f"its answer was not whole within {seconds:.0f} s")
        except httpx.TimeoutException:
            return Reply(None, f"no answer within {seconds:.0f} s")
        except httpx.HTTPError as problem:
            why = str(problem) or type(problem).__name__
        line = self._line()
        if why or (line and line["response"]["status"] is None):
            return Reply(None, line.get("error") or why, line=line)
        return Reply(response.status_code, "", dict(response.headers), bytes(pieces), line)

    def _line(self) -> Json:
        end = time.monotonic() + LINE_S
        while self._asked not in self._lines and time.monotonic() < end:
            time.sleep(0.005)
        return self._lines.get(self._asked, {})
