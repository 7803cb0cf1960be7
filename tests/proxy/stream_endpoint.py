"""`python -m tests.proxy.stream_endpoint`: an endpoint that paces a stream as its name says; ends with its stdin."""

import asyncio
import re
import sys
from contextlib import suppress

from tests.proxy.stream_identity import asked_for

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


async def request(reader: asyncio.StreamReader) -> bytes:
    """The next request's body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    assert length, head
    return await reader.readexactly(int(length[1]))


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers one connection's requests, one event per chunk and write."""
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            stream = asked_for(await request(reader))
            writer.write(HEAD)
            due = asyncio.get_running_loop().time()
            for piece in stream.pieces(usage=stream.wants_usage):
                due += stream.gap_ms / 1000
                await asyncio.sleep(due - asyncio.get_running_loop().time())
                writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                await writer.drain()
            writer.write(b"0\r\n\r\n")
    writer.close()


async def main() -> None:
    """Prints the port, then serves."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
