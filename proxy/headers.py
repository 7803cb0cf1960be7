"""Headers: which of them pass, from the agent to the endpoint and back."""

from proxy.upstream import Headers

HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer trailers "
    b"transfer-encoding upgrade".split()
)

# The agent's token under each name that agents give it; the endpoint gets the user's key instead.
CREDENTIALS = frozenset((b"authorization", b"x-api-key", b"api-key", b"x-goog-api-key", b"cookie"))

READABLE = frozenset((b"gzip", b"x-gzip", b"deflate", b"identity"))


def value(headers: Headers, name: bytes) -> bytes | None:
    """The first header of that name; None: there is none."""
    return next((content for key, content in headers if key.lower() == name), None)


def token(headers: Headers) -> str | None:
    """The token the agent brings; None: none."""
    bearer = value(headers, b"authorization") or b""
    kind, _, given = bearer.partition(b" ")
    if kind.lower() != b"bearer":
        given = value(headers, b"x-api-key") or value(headers, b"x-goog-api-key") or b""
    return given.strip().decode("latin-1") or None


def encoding(headers: Headers) -> str | None:
    """How the body is compressed; None: it is not."""
    name = (value(headers, b"content-encoding") or b"").strip().lower().decode("latin-1")
    return name if name not in ("", "identity") else None


def length(headers: Headers) -> int | None:
    """The content-length; None: not said."""
    given = (value(headers, b"content-length") or b"").strip()
    return int(given) if given.isdigit() else None


def to_endpoint(headers: Headers, *, plain: bool) -> list[tuple[bytes, bytes]]:
    """The agent's headers for the endpoint; `plain`: the answer must come uncompressed."""
    drop = HOP | CREDENTIALS | _named(headers) | {b"host", b"content-length", b"expect", b"accept-encoding"}
    kept = [(name, content) for name, content in headers if name.lower() not in drop]
    return [*kept, (b"accept-encoding", b"identity" if plain else _readable(headers))]


def to_agent(headers: Headers, *, keep_length: bool) -> list[tuple[bytes, bytes]]:
    """The endpoint's headers for the agent; a length that no longer holds is left out."""
    drop = HOP | _named(headers) | (frozenset() if keep_length else {b"content-length"})
    return [(name, content) for name, content in headers if name.lower() not in drop]


def wants_packed(headers: Headers) -> bool:
    """Whether the agent would take a compressed answer."""
    return _readable(headers) != b"identity"


def _readable(headers: Headers) -> bytes:
    # Of what the agent can unpack, what the record can be read from.
    offered = [coding.strip() for coding in (value(headers, b"accept-encoding") or b"").lower().split(b",")]
    return b", ".join(coding for coding in offered if coding.partition(b";")[0].strip() in READABLE) or b"identity"


def _named(headers: Headers) -> frozenset[bytes]:
    listed = b",".join(content for name, content in headers if name.lower() == b"connection")
    return frozenset(name.strip().lower() for name in listed.split(b","))
