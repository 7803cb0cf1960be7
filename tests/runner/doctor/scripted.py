"""Scripted: an endpoint from bytes whose habits a test chooses, and its examination."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

from proxy.serve import listen
from proxy.upstream import Endpoint
from runner.doctor.examination import Diagnosis, Wish, examine
from runner.doctor.finding import Known
from tests.proxy.rig import answer

KEY = "sk-the-doctors-own-key-0123456789"

Json = dict[str, Any]
Respond = Callable[[str, Json], bytes]  # of path and body

STATUS = {200: b"200 OK", 400: b"400 Bad Request", 401: b"401 Unauthorized", 404: b"404 Not Found"}


def told(body: Any, status: int = 200, head: bytes = b"") -> bytes:
    return answer(orjson.dumps(body), STATUS[status], head + b"Connection: close\r\n")


def wrong(message: str, status: int = 400) -> bytes:
    return told({"error": {"message": message, "type": "invalid_request_error", "code": None}}, status)


def streamed(*events: Any) -> bytes:
    body = b"".join(b"data: " + (one if isinstance(one, bytes) else orjson.dumps(one)) + b"\n\n" for one in events)
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + body


@contextmanager
def answering(respond: Respond) -> Iterator[tuple[str, list[tuple[bytes, Json]]]]:
    """The endpoint's URL, and what it was asked: head and body."""
    listener = listen("127.0.0.1", 0)
    asked: list[tuple[bytes, Json]] = []

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head, _, body = _request(connection).partition(b"\r\n\r\n")
            asked.append((head, orjson.loads(body or b"{}")))
            connection.sendall(respond(head.split()[1].decode(), asked[-1][1]))

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data and (more := connection.recv(65536)):
        data += more
    head = data.partition(b"\r\n\r\n")[0]
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(data) < len(head) + 4 + length and (more := connection.recv(2**20)):
        data += more
    return data


@dataclass
class Model:
    """An endpoint that speaks chat, as it likes."""

    window: int = 4096
    card: Json = field(default_factory=lambda: {"id": "m", "max_model_len": 4096})
    overflow: str = "refuse"  # or truncate, length, take
    sums: bool = True  # whether prompt + max_tokens must fit
    usage: bool = True
    options: bool = True  # whether it knows stream_options
    streams: bool = True
    calls: int = 2  # of tools, in an answer that may use them
    only_forced: bool = False
    tools: bool = True
    newer: bool = False  # whether it takes max_completion_tokens alone
    head: bytes = b""
    served: str = "m-0613"

    def __call__(self, path: str, body: Json) -> bytes:
        if path == "/v1/models":
            return told({"data": [self.card]})
        if path != "/v1/chat/completions":
            return told({"detail": "Not Found"}, 404)
        return self._refusal(body) or self._answer(body)

    def _refusal(self, body: Json) -> bytes | None:
        prompt, limit = self._tokens(body), int(body.get("max_completion_tokens") or body["max_tokens"])
        if self.newer and "max_tokens" in body:
            return wrong("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        if not self.options and "stream_options" in body:
            return wrong("unknown field: stream_options")
        if not self.tools and "tools" in body:
            return wrong('"auto" tool choice requires --enable-auto-tool-choice')
        if (prompt > self.window and self.overflow == "refuse") or (self.sums and prompt + limit > self.window):
            return wrong(f"This model's maximum context length is {self.window} tokens. However, you requested more.")
        return None

    def _answer(self, body: Json) -> bytes:
        prompt = min(self._tokens(body), self.window if self.overflow == "truncate" else 10**9)
        over = prompt > self.window and self.overflow == "length"
        written = 0 if over else 16
        usage = {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written}
        said: Json = {"role": "assistant", "content": "" if over else "OK"}
        if self.calls and "tools" in body and (not self.only_forced or "tool_choice" in body):
            call = {"id": "1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
            said["tool_calls"] = [call] * self.calls
        choice = {"index": 0, "finish_reason": "length"}
        if not body.get("stream") or not self.streams:
            whole: Json = {"model": self.served, "choices": [choice | {"message": said}]}
            return told(whole | ({"usage": usage} if self.usage else {}), head=self.head)
        chunk = {"model": self.served, "choices": [{"index": 0, "delta": said, "finish_reason": None}]}
        last = [{"choices": [], "usage": usage}] if self.usage and "stream_options" in body else []
        return streamed(chunk, {"choices": [choice | {"delta": {}}]}, *last, b"[DONE]")

    @staticmethod
    def _tokens(body: Json) -> int:
        return len(str(body["messages"][0]["content"]).split())


def examined(respond: Respond, key: str | None = KEY, base: str = "", **wish: Any) -> tuple[Diagnosis, list[Any]]:
    """The diagnosis, and what the endpoint was asked."""
    with answering(respond) as (url, asked):
        return examine(Endpoint(url + base, key), "m", Wish(**wish), lambda _: None), asked


def told_of(found: Diagnosis) -> dict[str, Any]:
    """Each finding's value; None: unknown."""
    return {one.name: one.value if isinstance(one, Known) else None for one in found.findings}


def words_of(found: Diagnosis, name: str) -> str:
    """A finding's note or reason."""
    one = next(one for one in found.findings if one.name == name)
    return (one.note if isinstance(one, Known) else one.reason) or ""


def works(found: Diagnosis) -> dict[str, str]:
    return {agent.agent: agent.works for agent in found.agents}
