"""Request reader: an agent's bytes read as requests, split anywhere."""

import re
from typing import Literal

from proxy.request_body import Chunked, Sized
from proxy.request_head import HttpLimits, Malformed, Request, body_length, read_head

__all__ = ["HttpLimits", "Malformed", "Request", "RequestReader"]

BARE_LF = re.compile(rb"(?<!\r)\n")


class RequestReader:
    """Bytes in, split anywhere; requests out, as soon as their last byte is in."""

    def __init__(self, limits: HttpLimits) -> None:
        self._limits = limits
        self._held = bytearray()  # a head that is not complete yet
        self._seen = 0  # how much of it is known not to hold the end
        self._head: Request | None = None  # whose body is on its way
        self._body: Sized | Chunked | None = None
        self._waits = False
        self._broken = False

    @property
    def stage(self) -> Literal["idle", "head", "body"]:
        """What the next byte belongs to."""
        return "body" if self._body is not None else "head" if self._held else "idle"

    @property
    def wants_continue(self) -> bool:
        """Whether the agent holds its body back until it is told to send it."""
        return self._waits

    def feed(self, data: bytes) -> list[Request]:
        """The requests that these bytes complete; Malformed, then and ever after, where the rules are broken."""
        if self._broken:
            raise Malformed(400, "what came before on this connection was malformed; use a new one")
        requests: list[Request] = []
        self._waits = self._waits and not data
        try:
            self._read(data, requests)
        except Malformed as problem:
            self._held, self._head, self._body, self._waits, self._broken = bytearray(), None, None, False, True
            problem.before = tuple(requests)
            raise
        return requests

    def _read(self, data: bytes, requests: list[Request]) -> None:
        at = 0
        if self._held:
            self._held += data
            if self._head_end(self._held, 0) is None:
                return
            data, self._held = bytes(self._held), bytearray()
        while at < len(data):
            if len(requests) == self._limits.pipelined:
                raise Malformed(400, f"more than {self._limits.pipelined} requests at once; await the answers")
            if self._head is None or self._body is None:
                end = self._head_end(data, at)
                if end is None:
                    self._held += data[at:]
                    return
                at = self._begin(data, at, end, requests)
                continue
            over = self._feed_body(self._head, self._body, data, at)
            if over is None:
                return
            requests.append(_with_body(self._head, self._body.content()))
            self._head, self._body, at = None, None, over

    def _head_end(self, data: bytes | bytearray, at: int) -> int | None:
        """Where the empty line that ends a head begins; None: it is not there yet."""
        if not b"A" <= data[at : at + 1] <= b"Z":
            raise Malformed(400, "this is not the beginning of an HTTP request")
        seen, limit = at + self._seen, at + self._limits.head
        end = data.find(b"\r\n\r\n", max(at, seen - 3), limit)
        if end >= 0:
            return end
        # Nothing that may yet come makes this a head, so it need not be awaited.
        if BARE_LF.search(data, seen, limit):
            raise Malformed(400, "a line ends with LF alone; HTTP's lines end with CRLF")
        if len(data) >= limit:
            raise Malformed(431, f"request line and headers are larger than {self._limits.head} bytes")
        self._seen = len(data) - at
        return None

    def _begin(self, data: bytes, at: int, end: int, requests: list[Request]) -> int:
        self._seen = 0
        request = read_head(data, at, end, self._limits)
        length, start = body_length(request, self._limits), end + 4
        if length is not None and start + length <= len(data):
            requests.append(_with_body(request, data[start : start + length]) if length else request)
            return start + length
        self._head = request
        self._waits = request.http11 and b"expect" in request.named and start == len(data)
        if length is not None:
            self._body = Sized(length)
            return start
        self._body = Chunked(self._limits.body, self._limits.chunks)
        return start - 2

    @staticmethod
    def _feed_body(head: Request, body: Sized | Chunked, data: bytes, at: int) -> int | None:
        try:
            return body.feed(data, at)
        except OverflowError as problem:
            raise Malformed(413, str(problem), head) from None
        except ValueError as problem:
            raise Malformed(400, str(problem), head) from None


def _with_body(head: Request, body: bytes) -> Request:
    # As _replace does it, in a third of the time.
    method, target, http11, headers, _, keep_alive, named = head
    return Request(method, target, http11, headers, body, keep_alive, named)
