"""Embeddings: what a request for embeddings asks and what its answer says, read from JSON."""

from typing import Any

from proxy.dialect import Dialect, Facts, Plain, length_of, name_of
from proxy.openai import refusal
from proxy.usage import usage_of


def read_request(_path: str, body: Any) -> Facts:
    """The facts of a parsed body; each text is a message."""
    if not isinstance(body, dict):
        return Facts()
    given = body.get("input")
    one = isinstance(given, str) or (isinstance(given, list) and bool(given) and isinstance(given[0], int))
    return Facts(model=name_of(body.get("model")), messages=1 if one else length_of(given), tools=0)


def read_answer() -> Plain:
    """An answer of this dialect, unread yet."""
    return Plain("data")


DIALECT = Dialect(
    name="embeddings",
    routes=(("POST", "/v1/embeddings"),),
    aside=(),
    under="/v1/embeddings",
    facts=read_request,
    reading=read_answer,
    usage=usage_of,
    refusal=refusal,
    key_field=b"authorization",
    model_in=None,  # the cell's model answers, it embeds nothing
)
