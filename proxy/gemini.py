"""Gemini: what a request of Google's Gemini API asks and what its answer says, read from path and JSON."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from json import JSONDecodeError, JSONDecoder
from typing import Any
from urllib.parse import unquote

from proxy import counts
from proxy.dialect import CHOICES, Dialect, Facts, Seen, error_text, json_object, length_of, name_of, part
from proxy.hosted import Cut
from proxy.record import NO_USAGE
from proxy.splice import Path

CALL = re.compile(r"/v1beta/models/([^/]+):(generateContent|streamGenerateContent)")

ELEMENTS = 2**16  # of an array; no stream has so many

BETWEEN = re.compile(r"[\s,]*")

DECODER = JSONDecoder()

# What says of a part what it is, not what the model said in it.
MARKS = ("thought", "thoughtSignature", "partMetadata")

RUN_HERE = frozenset(("functionDeclarations", "function_declarations", "computerUse", "computer_use"))

STATUSES = {401: "UNAUTHENTICATED", 404: "NOT_FOUND", 409: "ABORTED", 413: "INVALID_ARGUMENT"}


def read_request(path: str, body: Any) -> Facts:
    """The facts of a path and a parsed body."""
    named = CALL.fullmatch(path)
    model, stream = (unquote(named[1]), named[2] == "streamGenerateContent") if named else (None, False)
    if not isinstance(body, dict):
        return Facts(model=name_of(model), stream=stream)
    contents = body.get("contents")
    return Facts(
        model=name_of(model),
        stream=stream,
        messages=1 if isinstance(contents, dict) else length_of(contents),
        tools=_tools(body.get("tools")),
    )


def _tools(tools: Any) -> int:
    # One entry declares all functions of an agent; any other is a tool of its own.
    entries = [entry for entry in tools if isinstance(entry, dict)] if isinstance(tools, list) else []
    declared = [entry.get("functionDeclarations", entry.get("function_declarations")) for entry in entries]
    return sum(len(functions) if isinstance(functions, list) else 1 for functions in declared)


@dataclass
class GeminiAnswer:
    """An answer as read so far, from events, from one body, or from an array that came bit by bit."""

    served: str | None = None
    usage: dict[str, Any] | None = None
    error: str | None = None
    done: bool = False  # only of a whole body: a stream ends with its last byte, unmarked
    parsed: bool = False
    answers: bool = False
    finish: dict[int, str | None] = field(default_factory=dict)

    def event(self, data: str) -> Seen:
        """Takes the data of one event."""
        return self._take(json_object(data))

    def whole(self, body: bytes) -> None:
        """Takes a body that is one JSON object, or the array of them that a stream without events is."""
        if not body.lstrip().startswith(b"["):
            self._take(json_object(body))
            self.done = self.answers
            return
        text = body.decode("utf-8", errors="replace").strip()
        for chunk in islice(_elements(text), ELEMENTS):
            self._take(chunk)
        self.done = text.endswith("]") and self.finished

    @property
    def finished(self) -> bool:
        """Whether the model came to an end."""
        return self.done or any(reason is not None for reason in self.finish.values())

    @property
    def finish_reasons(self) -> list[str | None]:
        """One per candidate; where the prompt was blocked there is none, and the reason is that."""
        return [reason for _, reason in sorted(self.finish.items())]

    def _take(self, chunk: dict[str, Any]) -> Seen:
        self.parsed = self.parsed or bool(chunk)
        candidates = chunk.get("candidates")
        blocked = name_of(part(chunk, "promptFeedback").get("blockReason"))
        self.answers = self.answers or isinstance(candidates, list) or blocked is not None
        if blocked is not None:
            self.finish[0] = blocked
        self.served = name_of(chunk.get("modelVersion")) or self.served
        self._take_usage(chunk.get("usageMetadata"))
        self.error = self.error or error_text(chunk.get("error"))
        parts = [part for part in candidates if isinstance(part, dict)] if isinstance(candidates, list) else []
        tokens = [self._take_candidate(part, position) for position, part in enumerate(parts[:CHOICES])]
        return Seen(token=any(tokens), may_end=self.finished or self.error is not None)

    def _take_candidate(self, candidate: dict[str, Any], position: int) -> bool:
        index = candidate.get("index")
        index = index if type(index) is int else position
        if index in self.finish or len(self.finish) < CHOICES:
            self.finish[index] = name_of(candidate.get("finishReason")) or self.finish.get(index)
        parts = part(candidate, "content").get("parts")
        return isinstance(parts, list) and any(_says(part) for part in parts)

    def _take_usage(self, usage: Any) -> None:
        # Every chunk counts from the beginning, the last one most; what it leaves out was said before.
        self.usage = counts.merged(self.usage, usage, zero_is_news=True)


def _says(value: Any) -> bool:
    return isinstance(value, dict) and any(said for key, said in value.items() if key not in MARKS)


def _elements(text: str) -> Iterator[dict[str, Any]]:
    """The objects of an array that may be cut off."""
    at = 1
    while True:
        found = BETWEEN.match(text, at)
        begin = found.end() if found else at
        try:
            _, at = DECODER.raw_decode(text, begin)
        except (JSONDecodeError, RecursionError):
            return
        yield json_object(text[begin:at])


def usage_of(raw: Any) -> dict[str, Any]:
    """The record's usage fields of a usageMetadata as received; thoughts and tool results stand beside, not inside."""
    if not isinstance(raw, dict):
        return NO_USAGE
    prompt, results, candidates, thoughts, total = (
        counts.count(raw, f"{what}TokenCount")
        for what in ("prompt", "toolUsePrompt", "candidates", "thoughts", "total")
    )
    given = None if prompt is None else prompt + (results or 0)
    return counts.record(
        raw,
        total,
        input=given,
        cache_read=counts.count(raw, "cachedContentTokenCount"),
        cache_write=None,
        output=_output(given, candidates, thoughts, total),
        reasoning=thoughts,
    )


def _output(given: int | None, candidates: int | None, thoughts: int | None, total: int | None) -> int | None:
    # The total decides where the thoughts are, and what the count is that a 0 leaves out of protobuf's JSON.
    if given is not None and total is not None and total >= given:
        return total - given
    return None if candidates is None else candidates + (thoughts or 0)


def hosted(asked: dict[str, Any]) -> list[Cut]:
    """The tools that run at Google: whatever an entry holds beside the functions it declares."""
    tools = asked.get("tools")
    entries: list[tuple[Path, dict[str, Any]]] = [(("tools",), tools)] if isinstance(tools, dict) else []
    if isinstance(tools, list):
        entries = [(("tools", place), entry) for place, entry in enumerate(tools) if isinstance(entry, dict)]
    cuts = [Cut((*path, key), key) for path, entry in entries for key in entry if key not in RUN_HERE]
    if not cuts:
        return []
    empty = [Cut(path) for path, entry in entries if entry and not RUN_HERE & entry.keys()]
    if len(empty) < len(entries):
        return cuts + empty
    return cuts + [Cut((name,)) for name in ("tools", "toolConfig", "tool_config") if name in asked]


def refusal(status: int, message: str) -> dict[str, Any]:
    """An error of the proxy's own."""
    kind = STATUSES.get(status, "UNAVAILABLE" if status >= 500 else "FAILED_PRECONDITION")
    return {"error": {"code": status, "message": message, "status": kind}}


DIALECT = Dialect(
    name="gemini",
    routes=(("POST", CALL.pattern),),
    aside=(),
    under="/v1beta",
    facts=read_request,
    reading=GeminiAnswer,
    usage=usage_of,
    refusal=refusal,
    key_field=b"x-goog-api-key",
    key_query="key",
    model_in="path",
    hosted=hosted,
)
