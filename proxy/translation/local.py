"""Local: an answer that the proxy has at hand, whole."""

from collections.abc import Callable
from typing import Any

import orjson

from proxy.hashing import sha256
from proxy.record import NO_USAGE
from proxy.translation.translator import Translated
from proxy.upstream import Headers

JSON: Headers = [(b"content-type", b"application/json")]

TOKENIZER = "tiktoken/cl100k_base"


class Local:
    """An answer whose body is at hand."""

    whole = True

    def __init__(self, status: int, given: Headers, body: bytes, translated: dict[str, Any] | None = None) -> None:
        self.status = status
        self.headers = given
        self.translated = translated
        self._body = body

    async def flow(self, to: Callable[[bytes], None]) -> None:
        """Gives the body."""
        to(self._body)

    def pause(self) -> None:
        """It is given whole."""

    def resume(self) -> None:
        """It is given whole."""

    def close(self) -> None:
        """Nothing is open."""


def counted(asked: Translated, answer: bytes, dialect: str) -> Local:
    """The answer to an agent that wants its tokens counted, which no endpoint of another dialect can do."""
    usage = NO_USAGE | {"input": orjson.loads(answer)["input_tokens"], "source": "estimated", "tokenizer": TOKENIZER}
    facts = {
        "dialect": dialect,
        "path": None,
        "request": {"bytes": len(asked.body), "sha256": sha256(asked.body)},
        "response": None,
        "usage": usage,
        "finish_reason": None,
        "served": None,
        "ms": asked.ms,
    }
    return Local(200, JSON, answer, facts)
