"""Tokens by a simple rule, so that anyone can count again: four bytes of UTF-8 are one token, rounded up."""

import json
import math
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from runner.rehearsal.script import Answer

FROZEN = ConfigDict(frozen=True, extra="forbid")


class Counted(BaseModel):
    """What the scripted endpoint counted for one answer."""

    model_config = FROZEN
    id: str
    stream: bool
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int

    @property
    def wire(self) -> dict[str, Any]:
        """The usage object of the answer."""
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.prompt_tokens + self.completion_tokens,
            "prompt_tokens_details": {"cached_tokens": self.cached_tokens},
        }


def count(answer_id: str, request: Mapping[str, Any], answer: Answer) -> Counted:
    """Prompt: messages and tools as JSON. Cached: the tools, and what stood before the last assistant message."""
    messages = request["messages"]
    tools = _tokens(request.get("tools") or [])
    turns = [place for place, message in enumerate(messages) if message["role"] == "assistant"]
    return Counted(
        id=answer_id,
        stream=bool(request.get("stream")),
        prompt_tokens=_tokens(messages) + tools,
        cached_tokens=_tokens(messages[: turns[-1]]) + tools if turns else 0,
        completion_tokens=_tokens(answer.model_dump(mode="json")),
    )


def _tokens(value: Any) -> int:
    return math.ceil(len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) / 4)
