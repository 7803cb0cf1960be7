"""Globs over a workspace's paths: `*` and `?` stay within one part, `**` spans any number of them."""

import re
from collections.abc import Iterable
from functools import cache


def matches(path: str, globs: Iterable[str]) -> bool:
    """Whether any of `globs` names the whole of `path` (posix, relative to the workspace)."""
    return any(_pattern(glob).fullmatch(path) for glob in globs)


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    spoken = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(spoken.get(part, re.escape(part)) for part in parts), re.DOTALL)
