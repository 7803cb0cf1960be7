"""Answer: an endpoint's answer turned into the agent's dialect while it comes."""

import hashlib
import zlib
from collections.abc import Callable
from typing import Any

import orjson

from proxy import headers
from proxy.dialect import error_text, is_whole, json_object
from proxy.hashing import sha256
from proxy.sse import Piece, SseReader, is_stream
from proxy.translation.deltas import Deltas
from proxy.translation.sides import AgentSide, EndpointSide
from proxy.translation.translator import Translated
from proxy.upstream import Answer, Headers

LIMIT = 64 * 2**20  # of one answer, which is held until its end

UNHEARD = 32  # of a slow model that is a few seconds, and few bytes of a long call

# About the body as the endpoint sent it.
ENTITY = (b"content-type", b"content-length", b"content-encoding", b"etag", b"content-md5", b"digest")

To = Callable[[bytes], None]


class TranslatedAnswer:
    """Bytes of the endpoint's dialect in, bytes of the agent's dialect out, event by event; no end that did not come.

    `translated` is the record's: the endpoint's dialect and its own figures, as far as they have come.
    """

    whole = False  # what has come has yet to be translated

    def __init__(self, inner: Answer, sides: tuple[AgentSide, EndpointSide], asked: Translated) -> None:
        self.status = inner.status
        self._inner = inner
        self._agent, endpoint = sides
        self._dialect = endpoint.dialect
        self._path = asked.path
        self._writer = self._agent.writer(asked.notes, asked.model)
        self._stream = asked.stream and inner.status < 400
        self._ms = asked.ms
        self._request = {"bytes": len(asked.body), "sha256": sha256(asked.body)}
        self._unpack = unpacker(headers.encoding(headers.by_name(inner.headers)))
        self._deltas = Deltas(endpoint.reader())
        self._sse = SseReader()
        self._is_stream: bool | None = None
        self._body = bytearray()  # of an answer that is no stream, or not yet known to be one
        self._bytes, self._events, self._sha = 0, 0, hashlib.sha256()
        self._unheard = 0  # steps since the agent last got something
        self._closed = False  # whether the agent has the end
        self._broken: str | None = None

    @property
    def headers(self) -> Headers:
        """The endpoint's, but for what was about its body."""
        kind = self._writer.content_type if self._stream else b"application/json"
        return [*((n, v) for n, v in self._inner.headers if n.lower() not in ENTITY), (b"content-type", kind)]

    @property
    def translated(self) -> dict[str, Any]:
        """The record's `translated`."""
        reading = self._deltas.reader.reading
        told = {"bytes": self._bytes, "sha256": self._sha.hexdigest(), "events": self._events or None}
        return {
            "dialect": self._dialect.name,
            "path": self._path,
            "request": self._request,
            "response": {"status": self.status} | told,
            "usage": self._dialect.usage(reading.usage),
            "finish_reason": next(iter(reading.finish_reasons), None),
            "served": reading.served,
            "ms": self._ms,
        }

    async def flow(self, to: To) -> None:
        """Gives what the agent gets, as soon as it can be given; what breaks the endpoint's answer breaks this."""

        def take(piece: bytes) -> None:
            if out := self._take(piece):
                to(out)

        await self._inner.flow(take)
        if self._broken is not None:
            raise ConnectionError(self._broken)
        if out := self._finish():
            to(out)

    def pause(self) -> None:
        """Lets the endpoint wait."""
        self._inner.pause()

    def resume(self) -> None:
        """Lets it go on."""
        self._inner.resume()

    def close(self) -> None:
        """Gives the rest up."""
        self._inner.close()

    def _take(self, piece: bytes) -> bytes:
        self._bytes += len(piece)
        self._sha.update(piece)
        if self._broken is not None:
            return b""
        try:
            return self._read(self._unpack(piece))
        except (ValueError, zlib.error) as problem:
            self._broken = f"the endpoint's {self._dialect.name} answer cannot be translated: {problem}"
            self._inner.close()
            return b""

    def _read(self, data: bytes) -> bytes:
        if self._bytes > LIMIT:
            raise ValueError(f"it is larger than {LIMIT} bytes")
        if self._is_stream is None:
            data = bytes(self._body) + data
            self._body.clear()
            self._is_stream = self.status < 400 and is_stream(data) if data else None
        if not self._is_stream:
            self._body += data
            return b""
        return b"".join([self._piece(piece) for piece in self._sse.feed(data)])

    def _piece(self, piece: Piece) -> bytes:
        if piece.data is None:
            # A comment keeps the connection alive; the blank lines between events are the writer's own.
            alive = self._stream and not self._closed and piece.raw.startswith(b":")
            return self._writer.alive if alive else b""
        self._events += 1
        return self._event(piece.data)

    def _event(self, data: str) -> bytes:
        steps = self._deltas.event(data)
        if not self._stream:
            return b""
        said = self._writer.steps(self._deltas, steps) if steps else b""
        if self._deltas.done or self._deltas.error is not None:
            return said + self._end()
        self._unheard = 0 if said else self._unheard + len(steps)
        if not said and (self._deltas.quiet or self._unheard >= UNHEARD):
            # What says nothing (a ping), or nothing yet (half a call), is heard: agents leave after minutes of silence.
            said, self._unheard = self._writer.alive, 0
        return said

    def _end(self) -> bytes:
        """The end of the stream, once, and only where the endpoint came to one."""
        if self._closed or not (self._deltas.ended or self._deltas.error is not None):
            return b""
        self._closed = True
        if self._deltas.error is not None:
            return self._writer.failed(self._deltas)
        rest = self._deltas.rest()
        return (self._writer.steps(self._deltas, rest) if rest else b"") + self._writer.end(self._deltas)

    def _finish(self) -> bytes:
        if self.status >= 400:
            return self._refused()
        if self._is_stream:
            last = self._sse.rest()
            said = self._event(last.data) if last and last.data is not None and is_whole(last.data) else b""
            return said + (self._end() if self._stream else self._whole())
        value = self._deltas.reader.whole(bytes(self._body))
        if value is None:
            raise ConnectionError(f"the endpoint's answer is none of {self._dialect.name}, so it cannot be translated")
        steps = self._deltas.chunk(value)
        if not self._stream:
            return self._whole()
        return (self._writer.steps(self._deltas, steps) if steps else b"") + self._end()

    def _whole(self) -> bytes:
        self._deltas.rest()
        if self._deltas.error is not None:
            return orjson.dumps(self._agent.refused(self._deltas.status, self._deltas.error, self._deltas.why))
        if not self._deltas.ended:
            raise ConnectionError("the endpoint's answer ended before the model had")
        return self._writer.whole(self._deltas, self._deltas.parts)

    def _refused(self) -> bytes:
        value = json_object(
            bytes(self._body).strip().removeprefix(b"[").removesuffix(b"]")
        )  # Google's may be in a list
        error = value.get("error") or value
        words = error_text(error) or bytes(self._body[:500]).decode("utf-8", errors="replace")
        return orjson.dumps(self._agent.refused(self.status, error, words or f"the endpoint answered {self.status}"))


def unpacker(encoding: str | None) -> Callable[[bytes], bytes]:
    """What unpacks an answer that is compressed although none such was asked for."""
    if encoding is None:
        return lambda data: data
    if encoding in ("gzip", "x-gzip", "deflate"):
        unpack = zlib.decompressobj(wbits=47)
        return lambda data: unpack.decompress(data, LIMIT)
    raise ConnectionError(f"the endpoint's answer is compressed as {encoding}, though no compression was asked for")
