"""Recorder: the proxy as a program inside the kit uses it, one grant per cell."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from proxy.app import proxy_app
from proxy.asked import Rules
from proxy.bodies import Bodies
from proxy.connection import Connection
from proxy.door import Door
from proxy.exchange import Desk
from proxy.grant import Grants, Terms
from proxy.journal import Journal
from proxy.limits import Gate, Limits
from proxy.serve import serving
from proxy.translation.finding import Finding
from proxy.translation.translating import Translating
from proxy.translation.translator import Translator
from proxy.upstream import Endpoint, Upstream
from proxy.wire import Wire

KIT = "kit/warm-up"

# Where agents of dialects that may be translated ask; which model is all the same.
ROUTES = {"responses": "/v1/responses", "messages": "/v1/messages", "gemini": "/v1beta/models/m:generateContent"}


@dataclass(frozen=True)
class Settings:
    """How a proxy runs, besides its endpoint and its journal."""

    host: str = "127.0.0.1"
    port: int = 0  # 0: a free one
    sockets: Sequence[Path] = ()  # Unix sockets, each for the one grant that is made for it
    limits: Limits = field(default_factory=Limits)
    keep_hosted: bool = False  # whether tools that run at the provider stay in requests
    speaks: frozenset[str] | None = None  # the endpoint's dialects; None: to be found out
    bodies: Path | None = None  # a folder that keeps the bodies of requests and answers; None: only their hashes are


class Recorder:
    """A running proxy."""

    def __init__(self, url: str, journal: Journal, grants: Grants) -> None:
        self.url = url
        self._journal = journal
        self._grants = grants

    def grant(self, cell_id: str, model: str = "", terms: Terms | None = None, socket: Path | None = None) -> str:
        """A token for one cell, whose every request goes to `model`, or if that is empty to the one it names.

        The agent gives it as its API key; over the cell's own socket it need not.
        """
        return self._grants.make(cell_id, model, terms, socket).token

    def warm_up(self, dialect: str, wait_s: float = 60) -> None:
        """Lets the endpoint show whether it has the route of a dialect, so that no agent waits for a worker's start.

        The request is an empty object, which every endpoint refuses; it is on record, under a cell of the kit's own.
        """
        import httpx

        grant = self._grants.make(KIT)
        headers = {"authorization": f"Bearer {grant.token}"}
        # Whatever comes of it, the agent's own calls will tell.
        with suppress(httpx.HTTPError):
            httpx.post(self.url + ROUTES[dialect], content=b"{}", headers=headers, timeout=wait_s, trust_env=False)
        grant.settle(wait_s=0)

    def account(self, token: str) -> dict[str, dict[str, float | None]]:
        """By limit of the grant's budget: the limit, what was used of it, how many calls could not be counted."""
        return self._grants.known(token).purse.account()

    def head(self, token: str) -> str:
        """The last hash of the chain of the token's cell."""
        return self._journal.head(self._grants.known(token).cell)

    def settle(self, token: str, wait_s: float = 30) -> None:
        """Revokes the token and waits until every call under it has its line on disk; later calls get a 409."""
        grant = self._grants.known(token)
        grant.settle(wait_s)
        if self._journal.failure is not None:
            raise RuntimeError(
                f"cell {grant.cell}: its record is incomplete, the journal failed: {self._journal.failure}"
            )


@contextmanager
def recording(
    endpoint: Endpoint,
    journal: Path,
    watch: Callable[[dict[str, Any]], None] | None = None,
    settings: Settings | None = None,
) -> Iterator[Recorder]:
    """Runs the proxy for `endpoint`; `watch` gets every line of the journal once it is on disk.

    Who leaves without settling a cell ends it, and cuts its calls under way.
    """
    how = settings or Settings()
    grants = Grants()
    with ExitStack() as kept, Journal(journal, watch) as lines:
        desk = Desk(
            _upstream(endpoint, how.speaks),
            lines,
            Gate(how.limits),
            rules=Rules(how.keep_hosted),
            host=urlsplit(endpoint.url).hostname,
            bodies=None if how.bodies is None else kept.enter_context(Bodies(how.bodies)),
        )
        protocol = partial(Connection, Door(desk, grants))
        # Before the endpoint's connections are closed, or the record would blame it for the calls under way.
        with serving(proxy_app(desk), how.host, how.port, protocol, how.sockets) as url, closing(grants):
            yield Recorder(url, lines, grants)


def _upstream(endpoint: Endpoint, speaks: frozenset[str] | None) -> Upstream:
    wire = Wire(endpoint)
    if speaks is None and find_spec("litellm") is None:
        return wire  # a small installation: what the endpoint does not speak, it says itself
    translator = Translator()
    return Finding(wire, Translating(wire, translator)) if speaks is None else Translating(wire, translator, speaks)
