"""HTTP readers: the proxy's and two others, each telling what the same bytes say."""

import h11
import httptools

from proxy.request_reader import HttpLimits, Malformed, Request, RequestReader

LIMITS = HttpLimits(head=4000, headers=20, body=2000, chunks=50)

# (method, target, headers with lower-case names, body)
Reading = tuple[bytes, bytes, list[tuple[bytes, bytes]], bytes]


def ours(*pieces: bytes) -> tuple[list[Request], int | None]:
    """The requests, and the status of what ended them; None: nothing did."""
    reader, taken = RequestReader(LIMITS), list[Request]()
    try:
        for piece in pieces:
            taken += reader.feed(piece)
    except Malformed as problem:
        return [*taken, *problem.before], problem.status
    return taken, None


def by_h11(data: bytes) -> Reading:
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=10**6)
    connection.receive_data(data)
    request, body = connection.next_event(), b""
    assert isinstance(request, h11.Request), request
    while isinstance(event := connection.next_event(), h11.Data):
        body += bytes(event.data)
    assert isinstance(event, h11.EndOfMessage), event
    assert not list(event.headers)
    return request.method, request.target, [(bytes(name), bytes(value)) for name, value in request.headers], body


class Heard:
    """What httptools calls back with."""

    def __init__(self) -> None:
        self.target, self.body, self.headers, self.complete = b"", b"", list[tuple[bytes, bytes]](), 0

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.complete += 1


def by_httptools(data: bytes) -> Reading:
    heard = Heard()
    parser = httptools.HttpRequestParser(heard)
    parser.feed_data(data)
    assert heard.complete == 1
    # Of trailing spaces it keeps some, which have no meaning.
    headers = [(name, value.strip(b" \t")) for name, value in heard.headers]
    return parser.get_method(), heard.target, headers, heard.body


def ends(data: bytes) -> int:
    """Where the first request ends."""
    reader = RequestReader(LIMITS)
    return next(at for at in range(1, len(data) + 1) if reader.feed(data[at - 1 : at]))


def check_alike(data: bytes, first: Request) -> None:
    """The first request in these bytes is what the others read there."""
    headers = [(name.lower(), value) for name, value in first.headers]
    reading = (first.method.encode(), first.target.encode(), headers, first.body)
    message = data[: ends(data)]
    assert by_h11(message) == reading
    assert by_httptools(message) == reading
