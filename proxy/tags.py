"""Tags: what a request is for, where it is not the work itself, so that waste can be shown."""

from collections.abc import Iterable
from typing import Any, NamedTuple

# How much of a text is looked at, and how many parts of a message at either end: long requests cost no more.
OPENING = 600
PARTS = 2

# What agents say, in lower case, when they ask for a name of the session, a topic or a commit message. The phrases
# stand under a word that all of them hold, as most requests hold none of these words.
TITLE = {
    "title": (
        "title generator",  # opencode, kilo
        "generate a title for",  # opencode, kilo
        "short title (",  # goose
        "word title",  # claude's isNewTopic, gptme
        "conversation titles",  # gptme
        "naming a coding session",  # claude
    ),
    "conversation": (
        "topic of this conversation",  # claude
        "name for this conversation",  # gptme
        "goal in this conversation in one sentence",  # gemini, qwen
    ),
    "four words or less": ("description in four words or less",),  # goose, before
    "commit message": ("git commit messages based on", "generate a commit message for"),  # aider
}

# What they say when the conversation so far is to be replaced by a summary.
COMPACTION = {
    "summar": (
        "summary of the conversation",  # claude, cline
        "summary of this conversation",  # claude
        "summary of our entire conversation",  # vibe
        "tasked with summarizing",  # claude, opencode
        "context summarization a",  # pi, opencode
        "anchored summary",  # opencode
        "for continuing our conversation",  # opencode, kilo, before
        "context checkpoint summary",  # pi, goose
        "summarizes internal chat history",  # gemini, qwen, before
        "context-aware state summary",  # openhands
        "summarize this partial conversation",  # aider
    ),
    "compact": (
        "context checkpoint compaction",  # codex
        "compact this conversation",  # kimi
    ),
    "state_snapshot": (
        "chat history into a structured xml <state_snapshot>",
        "generate the <state_snapshot>",
    ),  # gemini
}


class Parts(NamedTuple):
    """Where a dialect keeps what is looked at; all of it is as the agent sent it."""

    system: Any
    messages: Any
    limit: Any  # how many tokens may be answered at most


def of_request(dialect: str, body: Any) -> list[str]:
    """The tags of a parsed body: title, compaction or quota_probe; most requests have none."""
    parts = _parts(dialect, body) if isinstance(body, dict) else None
    if parts is None:
        return []
    messages = parts.messages if isinstance(parts.messages, list) else [parts.messages]
    if body.get("tools"):
        # Nothing but a compaction is asked for with the tools at hand, and as the last word.
        return ["compaction"] if _any(COMPACTION, _opening(map(_said, messages[-1:]))) else []
    if parts.limit == 1 and parts.limit is not True:
        return ["quota_probe"]
    ends = messages if len(messages) <= 3 else (*messages[:2], messages[-1])
    asked = _opening([_texts(parts.system), *map(_said, ends)])
    if _any(TITLE, asked):
        return ["title"]
    return ["compaction"] if _any(COMPACTION, asked) else []


def _parts(dialect: str, body: dict[str, Any]) -> Parts | None:
    match dialect:
        case "chat":
            return Parts(None, body.get("messages"), body.get("max_completion_tokens") or body.get("max_tokens"))
        case "messages":
            return Parts(body.get("system"), body.get("messages"), body.get("max_tokens"))
        case "responses":
            return Parts(body.get("instructions"), body.get("input"), body.get("max_output_tokens"))
        case "gemini":
            system = body.get("systemInstruction") or body.get("system_instruction")
            settings = body.get("generationConfig")
            limit = settings.get("maxOutputTokens") if isinstance(settings, dict) else None
            return Parts(system, body.get("contents"), limit)
        case "completions":
            return Parts(None, body.get("prompt"), body.get("max_tokens"))
    return None


def _said(message: Any) -> Iterable[str]:
    """The texts of a message, unless they are the model's or a tool's words."""
    answers = isinstance(message, dict) and message.get("role") in ("assistant", "model", "tool", "function")
    return () if answers else _texts(message)


def _texts(content: Any) -> Iterable[str]:
    """The texts of a string, of a list of parts, or of what has such a content."""
    if isinstance(content, dict):
        content = content.get("content") or content.get("parts") or content.get("text")
    if isinstance(content, str):
        return (content,)
    if not isinstance(content, list):
        return ()
    ends = content if len(content) <= 2 * PARTS else content[:PARTS] + content[-PARTS:]
    texts = [part.get("text") if isinstance(part, dict) else part for part in ends]
    return [text for text in texts if isinstance(text, str)]


def _opening(messages: Iterable[Iterable[str]]) -> str:
    """How the texts begin, in lower case."""
    return "\n".join([text[:OPENING] for texts in messages for text in texts]).lower()


def _any(phrases: dict[str, tuple[str, ...]], text: str) -> bool:
    # The words alone first: for nearly all requests that is all.
    said = [theirs for word, theirs in phrases.items() if word in text]
    return any(phrase in text for theirs in said for phrase in theirs)
