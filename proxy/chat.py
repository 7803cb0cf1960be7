"""Chat: what a chat-completions request asks, read from JSON; its answer is made of choices."""

from typing import Any

from proxy.choices import END_MARKS, ChoicesAnswer, dull, may_end
from proxy.dialect import Dialect, Facts, length_of, name_of
from proxy.hosted import Cut, members, typed
from proxy.openai import lacks_usage, refusal
from proxy.usage import usage_of

RUN_HERE = frozenset(("function", "custom"))

# Of OpenAI, OpenRouter, xAI and Alibaba, in this order; their other tools are entries of `tools`.
HOSTED = ("web_search_options", "plugins", "search_parameters", "enable_search")


def read_request(_path: str, body: Any) -> Facts:
    """The facts of a parsed body."""
    if not isinstance(body, dict):
        return Facts()
    return Facts(
        model=name_of(body.get("model")),
        stream=body.get("stream") is True,
        messages=length_of(body.get("messages")),
        tools=length_of(body.get("tools")) or 0,
        lacks_usage=lacks_usage(body),
    )


def hosted(asked: dict[str, Any]) -> list[Cut]:
    """The tools that run at the provider."""
    return typed(asked, RUN_HERE, lambda _: False) + members(asked, HOSTED)


DIALECT = Dialect(
    name="chat",
    routes=(("POST", "/v1/chat/completions"),),
    aside=(("GET", "/v1/models"),),
    under="",
    facts=read_request,
    reading=ChoicesAnswer,
    usage=usage_of,
    refusal=refusal,
    key_field=b"authorization",
    may_end=may_end,
    dull=dull,
    end_marks=END_MARKS,
    hosted=hosted,
)
