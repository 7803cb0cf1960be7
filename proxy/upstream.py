"""Upstream: the endpoint's side of a call, behind one Protocol."""

import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

import certifi
import httpx

from proxy.blot import Blotter, Lookout
from proxy.spellings import Spellings

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


def _trusted() -> ssl.SSLContext:
    """The machine's own certificates and those of SSL_CERT_FILE, beside the ones that httpx brings."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


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

    def hide(self, text: str) -> str:
        """The text without the key."""
        return text.replace(self.secret, "[key]") if self.secret else text


@dataclass(frozen=True)
class Ask:
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


@asynccontextmanager
async def _in_plain_terms(endpoint: Endpoint) -> AsyncIterator[None]:
    # httpx's words may quote the request, hence the key; its classes are nobody else's business.
    try:
        yield
    except httpx.TimeoutException as problem:
        raise TimeoutError(endpoint.hide(f"{type(problem).__name__}: {problem}".rstrip(": "))) from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as problem:
        raise ConnectionError(endpoint.hide(f"{type(problem).__name__}: {problem}".rstrip(": "))) from None


class _HttpAnswer:
    """An httpx response seen as an answer, the key blotted out should the endpoint repeat it."""

    def __init__(self, response: httpx.Response, endpoint: Endpoint) -> None:
        self._spellings = Spellings(endpoint.secret) if endpoint.secret else None
        hidden = self._spellings.hidden if self._spellings else bytes
        self.status = response.status_code
        self.headers: Headers = [(name, hidden(value)) for name, value in response.headers.raw]
        self._response = response
        self._endpoint = endpoint

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The body as received."""
        spellings = self._spellings
        blotter = Blotter(spellings) if spellings else None
        lookout = Lookout(spellings) if spellings and "content-encoding" in self._response.headers else None
        async with _in_plain_terms(self._endpoint):
            async for piece in self._response.aiter_raw():
                if lookout and lookout.sees(piece):
                    raise ConnectionError("the compressed answer repeats the key, so it does not pass")
                if seen := blotter.feed(piece) if blotter else piece:
                    yield seen
        if blotter and (rest := blotter.rest()):
            yield rest


class HttpUpstream:
    """The endpoint over HTTP: no redirects, no proxies or settings from the environment, no retries of its own."""

    def __init__(self, endpoint: Endpoint, connect_s: float = 20, idle_s: float = 600) -> None:
        self._endpoint = endpoint
        self._client = httpx.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            verify=_trusted() if endpoint.encrypted else False,  # http spares the 20 ms of loading certificates
            # A silence is bounded, an answer is not: reasoning takes its time.
            timeout=httpx.Timeout(connect=connect_s, read=idle_s, write=idle_s, pool=None),
            # Some servers close an idle connection after 5 s; leave it before they do.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=3),
        )

    @asynccontextmanager
    async def send(self, ask: Ask) -> AsyncIterator[_HttpAnswer]:
        """The answer, open inside the block."""
        headers = list(ask.headers)
        if self._endpoint.key is not None:
            bearer = b"Bearer " if ask.key_field == b"authorization" else b""
            headers.append((ask.key_field, bearer + self._endpoint.key.encode()))
        async with _in_plain_terms(self._endpoint):
            url = self._endpoint.at(ask.path, ask.query)
            request = httpx.Request(ask.method, url, headers=headers, content=ask.body or None)
            response = await self._client.send(request, stream=True)
        try:
            yield _HttpAnswer(response, self._endpoint)
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Closes the pooled connections."""
        await self._client.aclose()
