"""Upstream: the endpoint's side of a call, behind one Protocol."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from urllib.parse import SplitResult, urlsplit

Headers = Sequence[tuple[bytes, bytes]]

# What already names the version of an API: /v1, /api/paas/v4, /v1beta/openai.
VERSIONED = re.compile(r"/(v\d+[a-z0-9]*|openai)$")

# A shorter key is no secret but a word such as "ollama" or "EMPTY", which a model's answer may well hold.
SECRET = 16


def _has_a_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:  # not a number, or too large a one; urlsplit's words name neither the URL nor the mend
        return False


@dataclass(frozen=True)
class Endpoint:
    """What the user brings: a base URL, with or without its /v1, and the key."""

    url: str
    key: str | None = field(repr=False)  # None: the endpoint asks for none

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not _has_a_port(parts):
            raise ValueError(f"endpoint {self.url!r} is not a URL like http://127.0.0.1:8000/v1")
        if parts.username or parts.password:
            raise ValueError("the endpoint's URL carries credentials; give them as the key instead")
        if self.key is not None and not re.fullmatch(r"[!-~]+", self.key):
            raise ValueError("the key is empty or holds a character that no header may carry (a space, a line end?)")

    def at(self, path: str, query: bytes) -> str:
        """The address of a route such as /v1/chat/completions at this endpoint."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{self.target(path, query)}"

    def target(self, path: str, query: bytes) -> str:
        """The same without scheme and host, as a request line has it."""
        parts = urlsplit(self.url)
        base = parts.path.rstrip("/")
        if not path.startswith("/v1/"):
            # Gemini's routes have a version of their own.
            while VERSIONED.search(base):
                base = VERSIONED.sub("", base)
        elif VERSIONED.search(base):
            path = path.removeprefix("/v1")
        given = "&".join(piece for piece in (parts.query, query.decode("latin-1")) if piece)
        return f"{base}{path}" + (f"?{given}" if given else "")

    @property
    def encrypted(self) -> bool:
        """Whether it is spoken to over TLS, however its URL spells that."""
        return urlsplit(self.url).scheme == "https"

    @property
    def secret(self) -> str | None:
        """The key, where it is one that nobody else may see; None: there is none, or it is a word."""
        return self.key if self.key and len(self.key) >= SECRET else None


class Ask(NamedTuple):
    """One request for the endpoint; the upstream adds the key, which nothing else knows."""

    method: str
    path: str
    query: bytes
    headers: Headers
    body: bytes
    key_field: bytes  # the header that the key goes in


class Answer(Protocol):
    """The endpoint's answer, its body still to come."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Headers:
        """The headers as received."""

    @property
    def whole(self) -> bool:
        """Whether all of the body has come, though `flow` has yet to hand it on."""

    @property
    def translated(self) -> dict[str, Any] | None:
        """What the endpoint itself was asked and said, where it speaks another dialect; None: it speaks this one."""

    async def flow(self, to: Callable[[bytes], None]) -> None:
        """Hands the body to `to`, piece by piece as it arrives, still encoded; returns at its end.

        A broken body raises ConnectionError, a silent one TimeoutError, and what `to` raises rises here.
        """

    def pause(self) -> None:
        """Reads no more for now; what has been read is still handed on."""

    def resume(self) -> None:
        """Reads on."""

    def close(self) -> None:
        """Drops what has not come yet; where all has, this does nothing."""


class Upstream(Protocol):
    """Sends one request to the endpoint; ConnectionError or TimeoutError: no answer came.

    It adds the key, and nothing that comes out of it, bytes or words, holds the key. Cancelling what waits for it
    drops the call.
    """

    async def send(self, ask: Ask) -> Answer:
        """The answer, once its status and headers have come."""

    async def aclose(self) -> None:
        """Closes what is kept open between calls."""
