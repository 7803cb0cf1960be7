"""Grant: one cell's leave to call the model, under a token that stands for the user's key."""

import asyncio
import secrets
import threading
from dataclasses import dataclass, field, replace


@dataclass(eq=False)
class Flight:
    """One call on its way; `cut` tells it, from any thread, to record what it has and end."""

    loop: asyncio.AbstractEventLoop
    wish: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self) -> None:
        """Asks the call to end now."""
        self.loop.call_soon_threadsafe(self.wish.set)


@dataclass(frozen=True)
class Sending:
    """One attempt of a logical call."""

    logical: str
    attempt: int
    failed: bool = False


class Grant:
    """One cell's token; it knows its calls in flight, and which calls repeat a failed one."""

    def __init__(self, cell: str, model: str) -> None:
        self.cell = cell
        self.model = model
        self.token = f"sk-cab-{secrets.token_urlsafe(24)}"  # some agents look for the sk-
        self._calm = threading.Condition()
        self._flights: set[Flight] = set()
        self._revoked = False
        self._last: dict[str, Sending] = {}

    @property
    def revoked(self) -> bool:
        """True once the cell is settled."""
        return self._revoked

    def board(self) -> Flight | None:
        """A new call in flight; None: revoked."""
        flight = Flight(asyncio.get_running_loop())
        with self._calm:
            if self._revoked:
                return None
            self._flights.add(flight)
        return flight

    def land(self, flight: Flight) -> None:
        """The call has ended, its line is on disk or never will be."""
        with self._calm:
            self._flights.discard(flight)
            self._calm.notify_all()

    def settle(self, wait_s: float, cut_s: float = 10) -> None:
        """Revokes the token and waits for the calls in flight; what flies longer than `wait_s` is cut and recorded."""
        with self._calm:
            self._revoked = True
        if self._wait(wait_s):
            return
        with self._calm:
            for flight in self._flights:
                flight.cut()
        if not self._wait(cut_s):
            raise RuntimeError(
                f"cell {self.cell}: {len(self._flights)} calls could not be ended, its record is incomplete"
            )

    def _wait(self, seconds: float) -> bool:
        with self._calm:
            return self._calm.wait_for(lambda: not self._flights, seconds)

    def sending(self, call_id: str, request_hash: str | None, *, said_retry: bool) -> Sending:
        """The next attempt of an equal call that failed, or that its SDK says it retries; else a first one."""
        before = self._last.get(request_hash) if request_hash else None
        if before is not None and (before.failed or said_retry):
            return self._remember(request_hash, Sending(before.logical, before.attempt + 1))
        return self._remember(request_hash, Sending(call_id, 1))

    def ended(self, request_hash: str | None, sending: Sending, *, failed: bool) -> None:
        """How a sending of a request ended."""
        self._remember(request_hash, replace(sending, failed=failed))

    def _remember(self, request_hash: str | None, sending: Sending) -> Sending:
        if request_hash is not None:
            self._last[request_hash] = sending
        return sending


class Grants:
    """All grants of one proxy, found by token."""

    def __init__(self) -> None:
        self._by_token: dict[str, Grant] = {}

    def make(self, cell: str, model: str) -> Grant:
        """A grant with a fresh token."""
        grant = Grant(cell, model)
        self._by_token[grant.token] = grant
        return grant

    def find(self, token: str) -> Grant | None:
        """The grant of a token, revoked ones included; None: never given."""
        return self._by_token.get(token)
