"""Estimate: a call's tokens counted from its texts, where the endpoint reports no usage.

The tokenizer is OpenAI's cl100k_base, from the file that litellm brings, whatever the model is; the record names it.
Counted are the texts that a chat template is given, tools as JSON, and a few tokens of the template's own for each
message. Not counted are images and other files, what the endpoint remembers (then the input stays null), reasoning that
it keeps to itself, and what its template adds.

How near that is depends on the model. Against what llama.cpp counts for SmolLM2, whose vocabulary is a small one: prose
0.94 of it, code 0.89, JSON 0.88, logs 0.69, Chinese 0.68, long numbers 0.54; 8.8 times too many for the tools of a
request where the model's template leaves tools out, and a third where the template brings its own system prompt.
"""

from base64 import b64decode
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxy.record import NO_USAGE
from proxy.said import as_json, texts

if TYPE_CHECKING:
    from tiktoken import Encoding

NAME = "cl100k_base"

# The file's name is the hash of its address, as tiktoken's own cache has it; the pattern is part of the encoding.
RANKS = "litellm_core_utils/tokenizers/9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
PATTERN = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|"
    r"\s+(?!\S)|\s"
)

CHUNK = 50_000  # characters encoded at once: no run of equal ones takes its square in time

# What templates put around each message, and before the answer.
AROUND = 5
BEFORE_ANSWER = 3

# Where a request of a dialect has what the model is to read: lists of messages, other texts, and tools.
MESSAGES = {"chat": "messages", "messages": "messages", "responses": "input", "gemini": "contents"}
TEXTS = ("system", "instructions", "systemInstruction", "system_instruction", "prompt", "suffix")
TOOLS = ("tools", "functions")

# A request that goes on with what the endpoint remembers.
REMEMBERED = ("previous_response_id", "conversation", "cachedContent", "cached_content")

# What a template does not show: marks, and what is no text.
MARKS = ("type", "id", "role", "call_id", "tool_call_id", "tool_use_id", "index", "status", "phase", "cache_control")
SECRETS = ("signature", "thought", "thoughtSignature", "encrypted_content")
FILES = ("image_url", "source", "data", "inlineData", "inline_data", "fileData", "file_data", "file", "input_audio")
UNSEEN = frozenset(MARKS + SECRETS + FILES)

# What the model reads and writes as JSON, names and all.
AS_JSON = ("input", "args", "arguments", "response", "action", "output")


def estimated(dialect: str, request: Any, answer: bytes) -> dict[str, Any]:
    """The record's usage of a call, counted; `request` is parsed, `answer` the body unpacked, be it JSON or events."""
    encoding = _encoding()
    if encoding is None:
        return NO_USAGE
    given = _input(encoding, dialect, request) if isinstance(request, dict) else None
    said = texts(dialect, answer)
    thought = sum(_count(encoding, text) for text in said.reasoning) if said else 0
    made = thought + sum(_count(encoding, text) for text in said.plain) if said else None
    if given is None and made is None:
        return NO_USAGE
    total = given if dialect == "embeddings" else None if given is None or made is None else given + made
    counted = {"input": given, "output": made, "reasoning": thought or None, "total": total}
    return NO_USAGE | counted | {"source": "estimated", "tokenizer": f"tiktoken/{NAME}"}


def _input(encoding: "Encoding", dialect: str, request: dict[str, Any]) -> int | None:
    if any(request.get(name) for name in REMEMBERED):
        return None
    if dialect == "embeddings":
        return _tokens(encoding, request.get("input"))
    if dialect == "completions":
        return _tokens(encoding, request.get("prompt"))
    messages = request.get(MESSAGES.get(dialect, ""))
    if messages is None:
        return None
    listed = messages if isinstance(messages, list) else [messages]
    others = [request[name] for name in TEXTS if request.get(name)]
    tools = [as_json(request[name]) for name in TOOLS if request.get(name)]
    seen = [*_seen([listed, others]), *tools]
    around = AROUND * (len(listed) + len(others) + len(tools)) + BEFORE_ANSWER
    return around + sum(_count(encoding, text) for text in seen)


def _seen(value: Any) -> Iterator[str]:
    left = [value]  # instead of recursion, since a request may be nested deeper than Python's stack
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            left += value
        elif isinstance(value, dict):
            shown = {name: held for name, held in value.items() if name not in UNSEEN}
            left += [
                as_json(held) if name in AS_JSON and isinstance(held, dict) else held for name, held in shown.items()
            ]


def _tokens(encoding: "Encoding", prompt: Any) -> int | None:
    """The tokens of a prompt, of several, or of what is a list of tokens already."""
    if isinstance(prompt, str):
        return _count(encoding, prompt)
    if not isinstance(prompt, list):
        return None
    return sum(
        _count(encoding, one) if isinstance(one, str) else len(one) if isinstance(one, list) else 1 for one in prompt
    )


def _count(encoding: "Encoding", text: str) -> int:
    return sum(len(encoding.encode_ordinary(text[at : at + CHUNK])) for at in range(0, len(text), CHUNK))


@cache
def _encoding() -> "Encoding | None":
    """The tokenizer, without tiktoken's way of asking the network for it; None: this image has none."""
    spec = find_spec("litellm")
    file = Path(spec.submodule_search_locations[0]) / RANKS if spec and spec.submodule_search_locations else None
    if file is None or not file.exists():
        return None
    from tiktoken import Encoding

    pairs = (line.split() for line in file.read_bytes().splitlines())
    ranks = {b64decode(token): int(rank) for token, rank in pairs}
    return Encoding(NAME, pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
