"""Parts: what a model's answer is made of, one after the other: thoughts, texts, tool calls."""

from dataclasses import dataclass, field
from json import loads
from typing import Any

import orjson

from proxy.hashing import parsed

THOUGHT, TEXT, CALL = "thought", "text", "call"


@dataclass(slots=True)
class Part:
    """One part, as far as it has come; `id` and `name` are a tool call's."""

    kind: str
    number: int
    id: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list)
    sent: int = 0  # how many of the pieces have gone on
    opened: bool = False

    @property
    def text(self) -> str:
        """All of it; of a tool call the arguments, as JSON."""
        return "".join(self.pieces)

    @property
    def complete(self) -> bool:
        """Whether nothing more of it is to come, now that another part has begun."""
        if self.kind != CALL:
            return True
        return bool(self.name) and parsed(self.text.encode()) is not None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to a part: it opens, grows by a piece, or closes."""

    what: str  # "open", "grow", "close"
    part: Part
    piece: str = ""


def arguments(text: str) -> dict[str, Any]:
    """A call's arguments as an object; what a model says that is none stands where its tool will refuse it."""
    value = parsed(text.encode())
    if value is None:
        value = _loosely(text)
    return value if isinstance(value, dict) else {"unreadable_arguments": text}


def unwrapped(arguments: str) -> str:
    """The free text of a custom tool, which the model was asked to give as the one argument `content`."""
    value = parsed(arguments.encode())
    content = value.get("content") if isinstance(value, dict) else None
    return content if isinstance(content, str) else arguments


def _loosely(text: str) -> Any:
    # Models leave line ends inside strings as they are.
    try:
        value = loads(text, strict=False)
        orjson.dumps(value)
    except (ValueError, TypeError, RecursionError):
        return None
    return value
