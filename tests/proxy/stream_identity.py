"""A stream that carries its own name: what is asked, and to the byte what must come back."""

import re
from dataclasses import dataclass

import orjson

EVENT = b'data: {"id":"%b","object":"chat.completion.chunk","created":1,"model":"m","choices":%b}\n\n'
PIECE = b'[{"index":0,"delta":{"content":"%b:%d "},"finish_reason":%b}]'
USAGE = b'[],"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}'


@dataclass(frozen=True)
class Stream:
    """One stream of one cell; its number is its count of input tokens, its length that of output tokens."""

    cell: str
    number: int
    events: int
    gap_ms: int
    wants_usage: bool

    @property
    def name(self) -> str:
        """Unlike any other stream's."""
        return f"{self.cell}~{self.number}~{self.events}~{self.gap_ms}"

    def request(self) -> bytes:
        """The body of the agent's request."""
        asked = {"model": "m", "stream": True, "messages": [{"role": "user", "content": f"<{self.name}>"}]}
        return orjson.dumps(asked | ({"stream_options": {"include_usage": True}} if self.wants_usage else {}))

    def pieces(self, *, usage: bool) -> list[bytes]:
        """The answer's events; the endpoint is always asked for usage, the agent gets it where it asked."""
        name, last = self.name.encode(), self.events - 1
        ends = [b'"stop"' if index == last else b"null" for index in range(self.events)]
        pieces = [EVENT % (name, PIECE % (name, index, end)) for index, end in enumerate(ends)]
        if usage:
            figures = USAGE % (self.number, self.events, self.number + self.events)
            pieces.append(EVENT % (name, figures))
        return [*pieces, b"data: [DONE]\n\n"]


def asked_for(body: bytes) -> Stream:
    """The stream that a request, as the endpoint got it, asks for."""
    found = re.search(rb"<(.+)~(\d+)~(\d+)~(\d+)>", body)
    assert found, body
    number, events, gap_ms = (int(figure) for figure in found.groups()[1:])
    return Stream(found[1].decode(), number, events, gap_ms, re.search(rb'"include_usage": *true', body) is not None)
