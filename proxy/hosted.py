"""Hosted: tools that run at the provider instead of at the agent, which are taken out of a request.

Such a tool reaches the web or runs code where neither the sandbox nor the record sees it. Each dialect knows its own;
what only looks through the request's own tools (tool search) stays. A type that nobody knows counts as hosted.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from proxy.splice import Path, without


class Cut(NamedTuple):
    """What goes from a request; `tool` is None for what has no meaning without the tools that go."""

    path: Path
    tool: str | None = None


Rule = Callable[[dict[str, Any]], list[Cut]]


def removed(body: bytes, asked: Any, rule: Rule) -> tuple[bytes, list[str]]:
    """The body, parsed as `asked`, without its hosted tools, and what the record says of that in `altered`."""
    cuts = rule(asked) if isinstance(asked, dict) else []
    if not cuts:
        return body, []
    names = dict.fromkeys(cut.tool for cut in cuts if cut.tool)
    return without(body, [cut.path for cut in cuts]), [f"hosted_tool:{name[:100]}" for name in names]


def none(_asked: dict[str, Any]) -> list[Cut]:
    """The rule of a dialect that has no such tools."""
    return []


def members(asked: dict[str, Any], names: tuple[str, ...]) -> list[Cut]:
    """The members of a request that each are such a tool; one that is switched off is none."""
    return [Cut((name,), name) for name in names if name in asked and asked[name] not in (None, False, [])]


def typed(asked: dict[str, Any], here: frozenset[str], runs_here: Callable[[dict[str, Any]], bool]) -> list[Cut]:
    """The entries of `tools` whose type is not among those that run `here`, nor does the tool itself say that it does.

    An entry without a type is a function. The choice of a tool that goes, goes too.
    """
    tools = asked.get("tools")
    if not isinstance(tools, list):
        return []
    gone = [
        (place, kind, tool)
        for place, tool in enumerate(tools)
        if isinstance(tool, dict) and isinstance(kind := tool.get("type"), str) and kind not in here
    ]
    gone = [(place, kind, tool) for place, kind, tool in gone if not runs_here(tool)]
    if not gone:
        return []
    cuts = [Cut(("tools", place), kind) for place, kind, _ in gone]
    if len(gone) == len(tools):
        # Endpoints refuse an empty list, and a choice among no tools.
        return [*cuts, *(Cut((name,)) for name in ("tools", "tool_choice", "parallel_tool_calls") if name in asked)]
    return cuts + _choices(
        asked.get("tool_choice"), {kind for _, kind, _ in gone}, [tool.get("name") for *_, tool in gone]
    )


def _choices(choice: Any, kinds: set[str], names: list[Any]) -> list[Cut]:
    if not isinstance(choice, dict):
        return []
    if _chooses(choice, kinds, names):
        return [Cut(("tool_choice",))]
    allowed = choice.get("tools")  # the Responses API's allowed_tools
    if not isinstance(allowed, list):
        return []
    gone = [place for place, one in enumerate(allowed) if isinstance(one, dict) and _chooses(one, kinds, names)]
    if len(gone) == len(allowed) and gone:
        return [Cut(("tool_choice",))]
    return [Cut(("tool_choice", "tools", place)) for place in gone]


def _chooses(choice: dict[str, Any], kinds: set[str], names: list[Any]) -> bool:
    kind, name = choice.get("type"), choice.get("name")
    return (isinstance(kind, str) and kind in kinds) or (name is not None and name in names)
