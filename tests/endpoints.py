"""Endpoints that behave badly, each a few lines of socket, for tests of what a cell makes of them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = (
    b'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m",'
    b'"choices":[{"index":0,"delta":{%s},"finish_reason":null}]}\n\n'
)


def _http(status: bytes, body: bytes, kind: bytes = b"application/json") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
        status,
        kind,
        len(body),
        body,
    )


def _error(status: bytes, message: bytes) -> bytes:
    return _http(status, b'{"error":{"message":"%s","type":"test","param":null,"code":null}}' % message)


HALF = b"".join(CHUNK % delta for delta in (b'"role":"assistant","content":""', b'"content":"Let me"'))

# None: the connection is accepted and nothing is ever said.
ANSWERS: dict[str, bytes | None] = {
    "401": _error(b"401 Unauthorized", b"bad key"),
    "429": _error(b"429 Too Many Requests", b"slow down"),
    "500": _error(b"500 Internal Server Error", b"oops"),
    "silence": None,
    "half": b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99999\r\n\r\n" + HALF,
    "empty": _http(b"200 OK", b""),
    "empty stream": _http(b"200 OK", b"data: [DONE]\n\n", b"text/event-stream"),
    "prose": _http(
        b"200 OK",
        b'{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":'
        b'"assistant","content":"I cannot."},"finish_reason":"stop"}],'
        b'"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}',
    ),
}


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            raise ConnectionError("whoever connected has left without a request")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head


@contextmanager
def answering(what: str) -> Iterator[str]:
    """The URL of an endpoint that answers every request with ANSWERS[what]."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        # Whoever only knocks (`_reach`) leaves without a request; their connection is closed like any other.
        with connection, suppress(OSError, StopIteration):
            _request(connection)
            if (reply := ANSWERS[what]) is None:
                over.wait()
                return
            connection.sendall(reply)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        over.set()
