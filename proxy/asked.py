"""Asked: a request as it came from the agent, and what it becomes on its way to the endpoint."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from proxy import headers
from proxy.clock import Clock
from proxy.dialect import Dialect
from proxy.grant import Sending
from proxy.hashing import parsed, request_hash, sha256
from proxy.openai import with_usage
from proxy.upstream import Ask, Headers


@dataclass(frozen=True)
class Asked:
    """One request of an agent; `path` is without the grant's prefix, so that no token is in it."""

    dialect: Dialect
    method: str
    path: str
    query: bytes
    headers: Headers
    body: bytes
    clock: Clock
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def said_retry(self) -> bool:
        """Whether the agent's SDK says that it sends this again."""
        return (headers.value(self.headers, b"x-stainless-retry-count") or b"0").strip() not in (b"0", b"")


class Plan:
    """What a request asks, and the one or two ways in which it goes upstream."""

    def __init__(self, asked: Asked, without_usage: set[tuple[str, str | None]]) -> None:
        body = parsed(asked.body)
        self._asked = asked
        self.dialect = asked.dialect
        self.facts = asked.dialect.facts(asked.path, body)
        self.hash = request_hash(asked.path, body)
        self.altered: list[str] = []
        # A body too deep to have a hash is too deep to edit; the endpoint may judge it as it is.
        self.adds_usage = bool(self.hash) and self.facts.lacks_usage and self.speaker not in without_usage
        self._body = asked.body
        if self.adds_usage:
            self._body = with_usage(asked.body, body.get("stream_options"))
            # A compressed answer cannot have a chunk taken out.
            self.altered = ["include_usage"] + ["identity"] * headers.wants_packed(asked.headers)

    def ask(self) -> Ask:
        """The request for the endpoint."""
        asked = self._asked
        sent = headers.to_endpoint(asked.headers, plain=self.adds_usage)
        return Ask(
            method=asked.method,
            path=asked.path,
            query=asked.query,
            headers=sent,
            body=self._body,
            key_field=asked.dialect.key_field,
        )

    @property
    def speaker(self) -> tuple[str, str | None]:
        """Who may know stream_options or not: a model in a dialect."""
        return self.dialect.name, self.facts.model

    def give_up_usage(self) -> None:
        """The endpoint refuses stream_options: from now on the request goes as it came."""
        self.adds_usage, self._body = False, self._asked.body
        self.altered = [*self.altered, "include_usage_rejected"]

    def intent(self, sending: Sending) -> dict[str, Any]:
        """The facts of the journal's intent line."""
        asked, facts = self._asked, self.facts
        return {
            "id": asked.id,
            "started_at": asked.clock.started_at,
            "dialect": asked.dialect.name,
            "method": asked.method,
            "path": asked.path,
            "stream": facts.stream,
            "messages": facts.messages,
            "tools": facts.tools,
            "model": self.model(served=None),
            "request": self.request(),
            "attempt": sending.attempt,
            "logical": sending.logical,
        }

    def model(self, served: str | None) -> dict[str, Any]:
        """The record's `model`."""
        return {"requested": self.facts.model, "sent": self.facts.model, "served": served}

    def request(self) -> dict[str, Any]:
        """The record's `request`."""
        raw = self._asked.body
        return {"bytes": len(raw), "sha256": sha256(raw), "hash": self.hash, "altered": self.altered}
