"""Asked: a request as it came from the agent, and what it becomes on its way to the endpoint."""

import os
from dataclasses import dataclass, field
from typing import Any

from proxy import headers
from proxy.clock import Clock
from proxy.dialect import Dialect
from proxy.grant import Sending
from proxy.hashing import parsed, request_hash, sha256
from proxy.headers import Named
from proxy.hosted import removed
from proxy.openai import with_usage
from proxy.rename import renamed, renamed_path
from proxy.tags import of_request
from proxy.upstream import Ask, Headers


@dataclass(slots=True)
class Asked:
    """One request of an agent; `path` is without the grant's prefix, so that no token is in it."""

    dialect: Dialect
    method: str
    path: str
    query: bytes
    headers: Headers
    named: Named
    body: bytes
    clock: Clock
    id: str

    @property
    def said_retry(self) -> bool:
        """Whether the agent's SDK says that it sends this again."""
        return self.named.get(b"x-stainless-retry-count", b"0").strip() not in (b"0", b"")


def new_id() -> str:
    """An id that no other call has."""
    return os.urandom(16).hex()


SPEAKERS = 1024  # agents name models as they like


@dataclass
class Rules:
    """What happens to requests on their way, besides the model's name, which each grant has its own."""

    keep_hosted: bool = False  # whether tools that run at the provider stay in requests
    without_usage: set[tuple[str, str | None]] = field(default_factory=set)  # where stream_options were refused

    def no_usage_from(self, speaker: tuple[str, str | None]) -> None:
        """From now on this one is not asked for it."""
        if len(self.without_usage) >= SPEAKERS:
            self.without_usage.clear()
        self.without_usage.add(speaker)


class Plan:
    """What a request asks, and the one or two ways in which it goes upstream."""

    def __init__(self, asked: Asked, model: str, rules: Rules) -> None:
        self._asked = asked
        self.dialect = asked.dialect
        self.altered: list[str] = []
        self._path, self._body = asked.path, asked.body
        body = self._rename(model)
        self.facts = asked.dialect.facts(asked.path, body)
        self.sent = model if self.altered else self.facts.model
        self.hash = request_hash(asked.path, body)
        self.tags = of_request(asked.dialect.name, body) if asked.dialect.answers else []
        self._sha256 = sha256(asked.body)
        self.unreadable = bool(model) and body is None and asked.dialect.answers and asked.dialect.model_in == "body"
        if not rules.keep_hosted:
            self._body, without = removed(self._body, body, self.dialect.hosted)
            self.altered += without
        self._without_usage = self._body
        # A body too deep to have a hash is too deep to edit; the endpoint may judge it as it is.
        self.adds_usage = self.hash is not None and self.facts.lacks_usage and self.speaker not in rules.without_usage
        if self.adds_usage:
            self._body = with_usage(self._body, body.get("stream_options"), absent="stream_options" not in body)
            # A compressed answer cannot have a chunk taken out.
            self.altered += ["include_usage"] + ["identity"] * headers.wants_packed(asked.named)

    def _rename(self, model: str) -> Any:
        """Puts the grant's model in the place of the one that is asked for; the body as JSON, as it was asked."""
        if not model or self.dialect.model_in is None or not self._body:
            return parsed(self._body)
        if self.dialect.model_in == "path":
            body = parsed(self._body)
            self._path = renamed_path(self._path, model)
        else:
            body, self._body = renamed(self._body, model)
        if self._path != self._asked.path or self._body is not self._asked.body:
            self.altered.append("model")
        return body

    def ask(self) -> Ask:
        """The request for the endpoint."""
        asked = self._asked
        return Ask(
            method=asked.method,
            path=self._path,
            query=asked.query,
            headers=headers.to_endpoint(asked.headers, asked.named, plain=self.adds_usage),
            body=self._body,
            key_field=asked.dialect.key_field,
        )

    @property
    def speaker(self) -> tuple[str, str | None]:
        """Who may know stream_options or not: a model in a dialect."""
        return self.dialect.name, self.sent

    def give_up_usage(self) -> None:
        """The endpoint refuses stream_options: from now on the request goes as it came."""
        self.adds_usage, self._body = False, self._without_usage
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

    def asked_body(self) -> Any:
        """The body as JSON, as the agent sent it."""
        return parsed(self._asked.body)

    def model(self, served: str | None) -> dict[str, Any]:
        """The record's `model`."""
        return {"requested": self.facts.model, "sent": self.sent, "served": served}

    def request(self) -> dict[str, Any]:
        """The record's `request`."""
        raw = self._asked.body
        return {"bytes": len(raw), "sha256": self._sha256, "hash": self.hash, "altered": self.altered}
