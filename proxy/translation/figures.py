"""Figures: a chat endpoint's usage as each agent's dialect spells it; what was not said stays unsaid."""

from typing import Any

from proxy.usage import usage_of

Usage = dict[str, Any]


def for_chat(said: Usage) -> Usage | None:
    """The record's figures as OpenAI's chat has them; None: nothing was said."""
    if said["input"] is None and said["output"] is None:
        return None
    given = {"cached_tokens": said["cache_read"], "cache_write_tokens": said["cache_write"]}
    made = {"reasoning_tokens": said["reasoning"]}
    figures = {
        "prompt_tokens": said["input"],
        "completion_tokens": said["output"],
        "total_tokens": said["total"],
        "prompt_tokens_details": {key: figure for key, figure in given.items() if figure is not None} or None,
        "completion_tokens_details": {key: figure for key, figure in made.items() if figure is not None} or None,
    }
    return {key: figure for key, figure in figures.items() if figure is not None}


def for_messages(raw: Any) -> Usage:
    """As Anthropic has it: the input without what came from a cache or went into one; null where nothing was said."""
    said = usage_of(raw)
    if said["input"] is None and said["output"] is None:
        return {"input_tokens": None, "output_tokens": None}
    read, written, thought = said["cache_read"], said["cache_write"], said["reasoning"]
    uncached = None if said["input"] is None else max(0, said["input"] - (read or 0) - (written or 0))
    return {
        "input_tokens": uncached,
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": read,
        "output_tokens": said["output"],
    } | ({} if thought is None else {"output_tokens_details": {"thinking_tokens": thought}})


def for_responses(raw: Any) -> Usage | None:
    """As OpenAI's Responses have it; its readers want both details."""
    said = usage_of(raw)
    if said["input"] is None or said["output"] is None:
        return None
    return {
        "input_tokens": said["input"],
        "input_tokens_details": {"cached_tokens": said["cache_read"] or 0},
        "output_tokens": said["output"],
        "output_tokens_details": {"reasoning_tokens": said["reasoning"] or 0},
        "total_tokens": said["total"],
    }


def for_gemini(raw: Any) -> Usage | None:
    """As Gemini has it: thoughts stand beside the rest of the output."""
    said = usage_of(raw)
    output, thought = said["output"], said["reasoning"]
    figures = {
        "promptTokenCount": said["input"],
        "cachedContentTokenCount": said["cache_read"],
        "candidatesTokenCount": None if output is None else max(0, output - (thought or 0)),
        "thoughtsTokenCount": thought,
        "totalTokenCount": said["total"],
    }
    return {key: figure for key, figure in figures.items() if figure is not None} or None
