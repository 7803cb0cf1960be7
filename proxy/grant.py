"""Grant: one cell's leave to call the model, under a token that stands for the user's key."""

import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from proxy.budget import Budget, Purse
from proxy.faults import Fault, Faults

AT_ONCE = 512  # calls of one cell in flight or waiting; each may hold a body in memory

REMEMBERED = 1024  # logical calls of a cell that a later one may repeat


class Flight(Protocol):
    """One call on its way."""

    def cut(self) -> None:
        """Asks the call, from any thread, to record what it has and end."""


class Refusal(NamedTuple):
    """Why the proxy itself turns a call down."""

    status: int
    message: str
    tags: tuple[str, ...] = ()

    @property
    def ending(self) -> dict[str, Any]:
        """What it adds to the call's record."""
        return {"end": "refused", "error": f"{self.status}: {self.message}", "tags": list(self.tags)}


SETTLED = Refusal(409, "this cell is settled, its token is revoked")

CROWDED = Refusal(429, f"this cell has {AT_ONCE} calls under way; wait for one to end")


class Sending(NamedTuple):
    """One attempt of a logical call."""

    logical: str
    attempt: int
    failed: bool | None = None  # None: it has not ended
    duplicate: bool = False  # an equal call was answered before, and this is no retry


@dataclass(frozen=True)
class Terms:
    """What a cell may spend, and what is to go wrong for it."""

    budget: Budget = field(default_factory=Budget)
    faults: Faults = field(default_factory=Faults)


class Grant:
    """One cell's token; it knows its calls in flight, and which calls repeat another one."""

    def __init__(self, cell: str, model: str, terms: Terms) -> None:
        self.cell = cell
        self.model = model  # which every request's model becomes; empty: each keeps its own
        self.token = f"sk-cab-{secrets.token_urlsafe(24)}"  # some agents look for the sk-
        self.purse = Purse(terms.budget)
        self._faults = terms.faults
        self._calm = threading.Condition()
        self._flights: set[Flight] = set()
        self._revoked = False
        self._calls = 0
        self._last: dict[str, Sending] = {}

    @property
    def revoked(self) -> bool:
        """True once the cell is settled."""
        return self._revoked

    def board(self, flight: Flight) -> Refusal | None:
        """Notes a call in flight; else why it is none."""
        with self._calm:
            if self._revoked:
                return SETTLED
            if len(self._flights) >= AT_ONCE:
                return CROWDED
            self._flights.add(flight)
            return None

    def land(self, flight: Flight) -> None:
        """The call has ended, its line is on disk or never will be."""
        with self._calm:
            self._flights.discard(flight)
            if not self._flights:
                self._calm.notify_all()

    def spent(self) -> Refusal | None:
        """Why the cell's budget has nothing left for another call; None: it has."""
        refused = self.purse.refusal()
        return None if refused is None else Refusal(403, refused.message, (refused.tag,))

    def next_fault(self) -> Fault | None:
        """What is to go wrong with the next call; None: nothing."""
        self._calls += 1
        return self._faults.at(self._calls)

    def settle(self, wait_s: float, cut_s: float = 10) -> None:
        """Revokes the token and waits for the calls in flight; what flies longer than `wait_s` is cut and recorded."""
        with self._calm:
            self._revoked = True
        if not self._wait(wait_s):
            with self._calm:
                for flight in self._flights:
                    flight.cut()
            if not self._wait(cut_s):
                raise RuntimeError(
                    f"cell {self.cell}: {len(self._flights)} calls could not be ended, its record is incomplete"
                )
        self._last.clear()  # a proxy of many cells remembers each of them, but not what it asked

    def _wait(self, seconds: float) -> bool:
        with self._calm:
            return self._calm.wait_for(lambda: not self._flights, seconds)

    def sending(self, call_id: str, request_hash: str | None, *, said_retry: bool) -> Sending:
        """The next attempt of an equal call that failed, or that its SDK says it retries; else a first one."""
        before = self._last.get(request_hash) if request_hash else None
        if before is not None and (before.failed or said_retry):
            sending = Sending(before.logical, before.attempt + 1)
        else:
            sending = Sending(call_id, 1, duplicate=before is not None and before.failed is False)
        self._remember(request_hash, sending)
        return sending

    def ended(self, request_hash: str | None, sending: Sending, *, failed: bool) -> None:
        """How a sending of a request ended."""
        self._remember(request_hash, Sending(sending.logical, sending.attempt, failed, sending.duplicate))

    def _remember(self, request_hash: str | None, sending: Sending) -> None:
        if request_hash is None or self._revoked:
            return
        self._last.pop(request_hash, None)
        self._last[request_hash] = sending
        if len(self._last) > REMEMBERED:
            del self._last[next(iter(self._last))]


class Grants:
    """All grants of one proxy, found by token, or by the Unix socket that a cell has for itself."""

    def __init__(self) -> None:
        self._by_token: dict[str, Grant] = {}
        self._by_socket: dict[str, Grant] = {}

    def make(self, cell: str, model: str = "", terms: Terms | None = None, socket: Path | None = None) -> Grant:
        """A grant with a fresh token; `socket` is from now on this cell's."""
        grant = Grant(cell, model, terms or Terms())
        self._by_token[grant.token] = grant
        if socket is not None:
            self._by_socket[str(socket)] = grant
        return grant

    def find(self, token: str | None, socket: str | None) -> Grant | None:
        """The grant of a request, revoked ones included; None: never given.

        Over a cell's own socket the token need not be said, and none but the cell's is good; that of a cell which had
        the socket before finds its own grant, which is revoked.
        """
        if socket is None:
            return self._by_token.get(token or "")
        grant = self._by_socket.get(socket)
        given = self._by_token.get(token or "", grant)
        return given if given is grant or (given is not None and given.revoked) else None

    def close(self) -> None:
        """Ends the cells that nobody has settled; their calls under way are cut, and recorded as far as they came."""
        for grant in tuple(self._by_token.values()):
            if not grant.revoked:
                grant.settle(wait_s=0)

    def known(self, token: str) -> Grant:
        """The grant of a token that was given here."""
        if token not in self._by_token:
            raise ValueError("this token was never granted here")
        return self._by_token[token]
