"""Marked calls: agents and an endpoint that know of each call how far it came, for a proxy killed meanwhile."""

import asyncio
import hashlib
import random
import re
from contextlib import suppress
from dataclasses import dataclass, field

MARK = re.compile(rb"mark-(\d+)-")

DONE = b"data: [DONE]\n\n"

STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

EVENT = (
    b'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,'
    b'"delta":{"content":"word "},"finish_reason":%b}]%b}\n\n'
)


@dataclass
class Told:
    """What agents and endpoint of one lane saw; the journal must know as much."""

    reached: set[int] = field(default_factory=set)  # marks of the requests that came to the endpoint
    ended: set[int] = field(default_factory=set)  # marks of the calls whose answer an agent saw to its end
    sent: dict[str, int] = field(default_factory=dict)  # sha256 of a request -> its mark
    marks: int = 0

    def next_mark(self) -> int:
        """A number that no call had."""
        self.marks += 1
        return self.marks


def usage(mark: int) -> bytes:
    """Tokens by which an answer can be told from every other."""
    return b'{"prompt_tokens":%d,"completion_tokens":2,"total_tokens":%d}' % (mark, mark + 2)


async def endpoint(told: Told) -> asyncio.Server:
    """An endpoint that answers plain or streamed, sometimes slowly."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: *(\d+)", head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                found = MARK.search(body)
                assert found is not None, body
                mark = int(found[1])
                told.reached.add(mark)
                await asyncio.sleep(random.choice((0, 0, 0.001, 0.004)))
                await (_stream if b'"stream":true' in body else _plain)(writer, mark)
        writer.close()

    return await asyncio.start_server(talk, "127.0.0.1", 0)


async def _plain(writer: asyncio.StreamWriter, mark: int) -> None:
    body = (
        b'{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":'
        b'"assistant","content":"word"},"finish_reason":"stop"}],"usage":%b}' % usage(mark)
    )
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()


async def _stream(writer: asyncio.StreamWriter, mark: int) -> None:
    writer.write(STREAM_HEAD)
    last = EVENT % (b'"stop"', b',"usage":' + usage(mark))
    for event in (*[EVENT % (b"null", b"")] * 3, last, DONE):
        writer.write(b"%x\r\n%b\r\n" % (len(event), event))
        await writer.drain()
        await asyncio.sleep(random.choice((0, 0, 0.002)))
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def agent(port: int, token: str, told: Told) -> None:
    """Calls, one after the other, until the proxy is gone."""
    with suppress(OSError, asyncio.IncompleteReadError, ValueError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while True:
                mark = told.next_mark()
                body = (
                    b'{"model":"m","stream":%b,"stream_options":{"include_usage":true},"messages":'
                    b'[{"role":"user","content":"mark-%d-"}]}' % (random.choice((b"true", b"false")), mark)
                )
                told.sent[hashlib.sha256(body).hexdigest()] = mark
                writer.write(
                    b"POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %b\r\nContent-Type: "
                    b"application/json\r\nContent-Length: %d\r\n\r\n%b" % (token.encode(), len(body), body)
                )
                if await _seen_to_its_end(reader):
                    told.ended.add(mark)
        finally:
            writer.close()


async def _seen_to_its_end(reader: asyncio.StreamReader) -> bool:
    head = await reader.readuntil(b"\r\n\r\n")
    ok = head.startswith(b"HTTP/1.1 200")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    if length:
        await reader.readexactly(int(length[1]))
        return ok
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
        if body.endswith(DONE):
            break  # to an agent this is the end, whatever comes of the connection
    if size:
        await reader.readuntil(b"0\r\n\r\n")
    return ok
