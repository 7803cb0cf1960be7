"""Completions: what a request for a completion of a text asks, read from JSON; its answer is made of choices."""

from typing import Any

from proxy.choices import END_MARKS, ChoicesAnswer, dull, may_end
from proxy.dialect import Dialect, Facts, length_of, name_of
from proxy.openai import lacks_usage, refusal
from proxy.usage import usage_of


def read_request(_path: str, body: Any) -> Facts:
    """The facts of a parsed body; each prompt is a message."""
    if not isinstance(body, dict):
        return Facts()
    prompt = body.get("prompt")
    one = isinstance(prompt, str) or (isinstance(prompt, list) and bool(prompt) and isinstance(prompt[0], int))
    return Facts(
        model=name_of(body.get("model")),
        stream=body.get("stream") is True,
        messages=1 if one else length_of(prompt),
        tools=0,
        lacks_usage=lacks_usage(body),
    )


DIALECT = Dialect(
    name="completions",
    routes=(("POST", "/v1/completions"),),
    aside=(),
    under="/v1/completions",
    facts=read_request,
    reading=ChoicesAnswer,
    usage=usage_of,
    refusal=refusal,
    key_field=b"authorization",
    may_end=may_end,
    dull=dull,
    end_marks=END_MARKS,
)
