"""Recorder: the proxy as a program inside the kit uses it, one grant per cell."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from proxy.app import proxy_app
from proxy.exchange import Desk
from proxy.grant import Grants
from proxy.journal import Journal
from proxy.serve import serving
from proxy.upstream import Endpoint, HttpUpstream


class Recorder:
    """A running proxy."""

    def __init__(self, url: str, journal: Journal, grants: Grants) -> None:
        self.url = url
        self._journal = journal
        self._grants = grants

    def grant(self, cell_id: str, model: str) -> str:
        """A token for one cell; the agent gives it as its API key."""
        return self._grants.make(cell_id, model).token

    def settle(self, token: str, wait_s: float = 30) -> None:
        """Revokes the token and waits until every call under it has its line on disk; later calls get a 409."""
        grant = self._grants.find(token)
        if grant is None:
            raise ValueError("this token was never granted here")
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
    address: tuple[str, int] = ("127.0.0.1", 0),
) -> Iterator[Recorder]:
    """Runs the proxy for `endpoint` at `address`; `watch` gets every line of the journal once it is on disk."""
    grants = Grants()
    with (
        Journal(journal, watch) as lines,
        serving(proxy_app(Desk(HttpUpstream(endpoint), lines), grants), *address) as url,
    ):
        yield Recorder(url, lines, grants)
