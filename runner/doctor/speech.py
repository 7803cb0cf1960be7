"""Speech: how each dialect is asked, as one row of paths, bodies and readers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from proxy.dialect import part
from runner.doctor.asking import Json

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOL = {"name": "get_weather", "description": "The weather in one city, now."}


@dataclass(frozen=True)
class Speech:
    """One row; a request is the parts of it put together."""

    dialect: str
    path: Callable[[str, bool], str]  # of model and stream
    prompt: Callable[[str, int], Json]  # of the text and the most tokens to answer with
    model: bool = True  # whether the body names model and stream
    tools: Json | None = None  # None: no tools here
    forced: Json | None = None  # what says that a tool must be used
    called: Callable[[Json], int] = lambda _: 0  # how many tool calls an answer holds
    stop: Callable[[list[str]], Json] = lambda _: {}  # what ends the answer at one of some texts

    def body(self, model: str, prompt: Json, *, stream: bool = False) -> Json:
        """The whole request."""
        named: Json = {"model": model} if self.model else {}
        return named | prompt | ({"stream": True} if stream and self.model else {})


def _messages(text: str, limit: int) -> Json:
    return {"messages": [{"role": "user", "content": text}], "max_tokens": limit}


def _gemini(text: str, limit: int) -> Json:
    return {"contents": [{"role": "user", "parts": [{"text": text}]}], "generationConfig": {"maxOutputTokens": limit}}


def _gemini_path(model: str, stream: bool) -> str:  # noqa: FBT001  # one shape for every row
    call = "streamGenerateContent?alt=sse" if stream else "generateContent"
    return f"/v1beta/models/{quote(model, safe='')}:{call}"


def _of_kind(items: Any, kind: str) -> int:
    return sum(isinstance(item, dict) and item.get("type") == kind for item in items) if isinstance(items, list) else 0


def _first(items: Any) -> Json:
    return items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}


def _chat_calls(answer: Json) -> int:
    calls = part(_first(answer.get("choices")), "message").get("tool_calls")
    return len(calls) if isinstance(calls, list) else 0


def _gemini_calls(answer: Json) -> int:
    parts = part(_first(answer.get("candidates")), "content").get("parts")
    return sum(isinstance(one, dict) and "functionCall" in one for one in parts) if isinstance(parts, list) else 0


CHAT = Speech(
    "chat",
    lambda _model, _stream: "/v1/chat/completions",
    _messages,
    tools={"tools": [{"type": "function", "function": TOOL | {"parameters": SCHEMA}}]},
    forced={"tool_choice": "required"},
    called=_chat_calls,
    stop=lambda texts: {"stop": texts},
)
RESPONSES = Speech(
    "responses",
    lambda _model, _stream: "/v1/responses",
    lambda text, limit: {"input": text, "max_output_tokens": limit},
    tools={"tools": [{"type": "function", "parameters": SCHEMA, "strict": False} | TOOL]},
    forced={"tool_choice": "required"},
    called=lambda answer: _of_kind(answer.get("output"), "function_call"),
)
MESSAGES = Speech(
    "messages",
    lambda _model, _stream: "/v1/messages",
    _messages,
    tools={"tools": [TOOL | {"input_schema": SCHEMA}]},
    forced={"tool_choice": {"type": "any"}},
    called=lambda answer: _of_kind(answer.get("content"), "tool_use"),
    stop=lambda texts: {"stop_sequences": texts},
)
GEMINI = Speech(
    "gemini",
    _gemini_path,
    _gemini,
    model=False,
    tools={"tools": [{"functionDeclarations": [TOOL | {"parameters": SCHEMA}]}]},
    forced={"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}},
    called=_gemini_calls,
)
COMPLETIONS = Speech(
    "completions",
    lambda _model, _stream: "/v1/completions",
    lambda text, limit: {"prompt": text, "max_tokens": limit},
    stop=lambda texts: {"stop": texts},
)
EMBEDDINGS = Speech("embeddings", lambda _model, _stream: "/v1/embeddings", lambda text, _limit: {"input": text})

# In the order in which one is chosen for what is asked in one dialect only.
SPEECHES = (CHAT, RESPONSES, MESSAGES, GEMINI, COMPLETIONS, EMBEDDINGS)
