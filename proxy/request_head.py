"""Request head: request line and headers, read so strictly that nobody could read them otherwise."""

import re
from dataclasses import dataclass
from typing import NamedTuple

# Only origin-form (and * for OPTIONS): this proxy is a server to its agents, and has one upstream. It looks ahead,
# never behind, where another request's body may stand.
LINE = re.compile(rb"(?=[A-Z]{1,20} /|OPTIONS \*)([A-Z]{1,20}) (/[!\"$-~]*+|\*) HTTP/1\.([01])\r\n")

# Those of APIs; any other is more likely the tail of some body than a method.
METHODS = frozenset(("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"))

OTHER_VERSION = re.compile(rb"[^\r\n]* HTTP/(?!1\.[01]\r)[0-9](?:\.[0-9])?\r\n")

# Possessive, so that no line is read twice over for how it ends.
FIELD = re.compile(rb"^([!#$%&'*+.^_`|~0-9A-Za-z-]++):[ \t]*+([\t -~\x80-\xff]*+)\r\n", re.MULTILINE)

HOST = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+;=%-]++|\[[0-9A-Za-z:.%_~-]+\])(?::[0-9]{0,5})?")

LENGTH = re.compile(rb"0|[1-9][0-9]*")

ONCE = (b"host", b"content-length", b"transfer-encoding", b"expect")

# Some servers behind a gateway take these for the headers that frame a message.
LOOKALIKES = frozenset((b"content_length", b"transfer_encoding"))


@dataclass(frozen=True)
class HttpLimits:
    """How large what an agent sends may be."""

    head: int = 64 * 2**10  # bytes of request line and headers
    headers: int = 100
    body: int = 64 * 2**20
    chunks: int = 2**20
    pipelined: int = 64  # requests in one piece of bytes


class Request(NamedTuple):
    """One request; the header names are as they were sent."""

    method: str
    target: str
    http11: bool
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    keep_alive: bool  # whether the agent wants the connection for more
    named: dict[bytes, bytes]  # the headers by lower-case name, the first of each


class Malformed(ValueError):  # noqa: N818 - the bytes are what is malformed
    """Bytes that are no request, or one that is framed ambiguously or too large; its connection is of no more use.

    `request` is what was asked, without its body; None: the head cannot be read. `before` came whole ahead of it.
    """

    def __init__(self, status: int, message: str, request: Request | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.request = request
        self.before: tuple[Request, ...] = ()


def read_head(data: bytes, at: int, end: int, limits: HttpLimits) -> Request:
    """The request, without its body, whose head stands between `at` and the empty line at `end`."""
    line = LINE.match(data, at, end + 2)
    begin = line.end() if line else data.index(b"\r\n", at) + 2
    fields = FIELD.findall(data, begin, end + 2)
    # As many fields as line ends, each a whole line: so there is nothing beside them.
    if len(fields) != data.count(b"\n", begin, end + 2):
        raise Malformed(400, "a header is no `name: value` line: a space before the colon, a folded or torn line?")
    if line is None:
        if OTHER_VERSION.match(data, at, end + 2):
            raise Malformed(505, "HTTP/1.1 and HTTP/1.0 are spoken here")
        raise Malformed(400, "the request line is not METHOD /path HTTP/1.1")
    if len(fields) > limits.headers:
        raise Malformed(431, f"more than {limits.headers} headers")
    if data.find(b" \r\n", begin, end + 2) >= 0 or data.find(b"\t", begin, end) >= 0:
        fields = [(name, value.rstrip(b" \t")) for name, value in fields]
    named = {name.lower(): value for name, value in fields}
    if len(named) != len(fields):
        named = {name.lower(): value for name, value in reversed(fields)}
    method, target, minor = line.groups()
    http11 = minor == b"1"
    keep = http11 if b"connection" not in named else _keep_alive(fields, http11=http11)
    return Request(method.decode(), target.decode(), http11, tuple(fields), b"", keep, named)


def _keep_alive(fields: list[tuple[bytes, bytes]], *, http11: bool) -> bool:
    listed = b",".join(value for name, value in fields if name.lower() == b"connection").lower()
    options = {option.strip(b" \t") for option in listed.split(b",")}
    return b"close" not in options and (http11 or b"keep-alive" in options)


def body_length(request: Request, limits: HttpLimits) -> int | None:
    """How many bytes of body follow, where it is certain; None: they come in chunks."""
    named = request.named
    if request.method not in METHODS:
        raise Malformed(501, "such a method is not served here", request)
    if len(named) != len(request.headers):
        names = [name.lower() for name, _ in request.headers]
        for name in ONCE:
            if names.count(name) > 1:
                raise Malformed(400, f"more than one {name.decode()} header", request)
    host = named.get(b"host")
    if HOST.fullmatch(host or b"") is None and (request.http11 or host is not None):
        raise Malformed(400, "the host header is missing, or names no host", request)
    if not LOOKALIKES.isdisjoint(named):
        raise Malformed(400, "a header's name looks like content-length or transfer-encoding, and is not", request)
    if named.get(b"expect", b"100-continue").lower() != b"100-continue":
        raise Malformed(417, "nothing but 100-continue can be expected here", request)
    length, coding = named.get(b"content-length"), named.get(b"transfer-encoding")
    if coding is not None:
        _check_coding(coding, length, request)
        return None
    if length is None:
        return 0
    if not LENGTH.fullmatch(length):
        raise Malformed(400, "the content-length is no decimal number", request)
    if len(length) > 18 or int(length) > limits.body:
        raise Malformed(413, f"the body is larger than {limits.body} bytes", request)
    return int(length)


def _check_coding(coding: bytes, length: bytes | None, request: Request) -> None:
    if length is not None or not request.http11:
        raise Malformed(
            400, "transfer-encoding beside content-length, or in HTTP/1.0, does not say where it ends", request
        )
    if coding != b"chunked":
        raise Malformed(501, "the only transfer-encoding taken here is chunked", request)
