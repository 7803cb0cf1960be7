"""Headers: which of them pass, from the agent to the endpoint and back."""

from collections.abc import Mapping

from proxy.upstream import Headers

Named = Mapping[bytes, bytes]  # by lower-case name, the first of each

HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer trailers "
    b"transfer-encoding upgrade".split()
)

# The agent's token under each name that agents give it; the endpoint gets the user's key instead.
CREDENTIALS = frozenset((b"authorization", b"x-api-key", b"api-key", b"x-goog-api-key", b"cookie"))

NOT_TO_ENDPOINT = HOP | CREDENTIALS | {b"host", b"content-length", b"expect", b"accept-encoding"}

READABLE = frozenset((b"gzip", b"x-gzip", b"deflate", b"identity"))


def by_name(headers: Headers) -> Named:
    """The headers as they are looked up."""
    return {name.lower(): content for name, content in reversed(headers)}


def token(named: Named) -> str | None:
    """The token the agent brings; None: none."""
    kind, _, given = named.get(b"authorization", b"").partition(b" ")
    if kind.lower() != b"bearer":
        given = named.get(b"x-api-key") or named.get(b"x-goog-api-key") or b""
    return given.strip().decode("latin-1") or None


def encoding(named: Named) -> str | None:
    """How the body is compressed; None: it is not."""
    coding = named.get(b"content-encoding", b"").strip().lower().decode("latin-1")
    return coding if coding not in ("", "identity") else None


def length(named: Named) -> int | None:
    """The content-length; None: not said."""
    given = named.get(b"content-length", b"").strip()
    return int(given) if given.isdigit() else None


def to_endpoint(headers: Headers, named: Named, *, plain: bool) -> list[tuple[bytes, bytes]]:
    """The agent's headers for the endpoint; `plain`: the answer must come uncompressed."""
    drop = NOT_TO_ENDPOINT | _hops(headers) if b"connection" in named else NOT_TO_ENDPOINT
    kept = [header for header in headers if header[0].lower() not in drop]
    kept.append((b"accept-encoding", b"identity" if plain else _readable(named)))
    return kept


def to_agent(headers: Headers, named: Named, *, keep_length: bool) -> list[tuple[bytes, bytes]]:
    """The endpoint's headers for the agent; a length that no longer holds is left out."""
    drop = HOP | _hops(headers) if b"connection" in named else HOP
    if not keep_length:
        drop |= {b"content-length"}
    return [header for header in headers if header[0].lower() not in drop]


def wants_packed(named: Named) -> bool:
    """Whether the agent would take a compressed answer."""
    return _readable(named) != b"identity"


def _readable(named: Named) -> bytes:
    # Of what the agent can unpack, what the record can be read from.
    accepted = named.get(b"accept-encoding")
    if accepted is None:
        return b"identity"
    offered = [coding.strip() for coding in accepted.lower().split(b",")]
    return b", ".join(coding for coding in offered if coding.partition(b";")[0].strip() in READABLE) or b"identity"


def _hops(headers: Headers) -> frozenset[bytes]:
    listed = b",".join(content for name, content in headers if name.lower() == b"connection")
    return frozenset(name.strip().lower() for name in listed.split(b","))
