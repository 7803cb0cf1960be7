"""Sides: a workspace's files before the agent and after it, read as text with bounds."""

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from runner.evidence import Manifest
from runner.grader.effects import BY_PRODUCTS, Decline
from runner.manifest import real
from tasks.globs import matches

LARGEST = 2 << 20
LONGEST_LINE = 2000
MOST = 32 << 20
MOST_FILES = 10_000
ASIDE = (*BY_PRODUCTS, *get_args(Decline))


class Sides(NamedTuple):
    """The task's own workspace, the agent's, and what differs; what nobody counts as work is left out."""

    given: Path
    left: Path
    manifest: Manifest

    def changed(self, *kinds: str) -> list[tuple[str, str]]:
        """(path, what was done) of all changes, or of the kinds added, removed, modified."""
        named = kinds or ("added", "removed", "modified")
        return sorted(
            (path, kind) for kind in named for path in getattr(self.manifest, kind) if not matches(path, ASIDE)
        )

    def paths(self) -> list[str]:
        """The regular files that the agent left."""
        return [one.path for one in self.manifest.after if one.type == "file" and not matches(one.path, ASIDE)]

    def before(self, path: str) -> str:
        """The text as it was given; empty where there was none."""
        return _text(self.given, path)

    def after(self, path: str) -> str:
        """The text as the agent left it; empty where there is none. ValueError where it is too long to be read."""
        return _text(self.left, path)

    def texts(self, *kinds: str, globs: Sequence[str] = ()) -> Iterator[tuple[str, str, str]]:
        """(path, text before, text after) of changed files that `globs` (none given: all) name.

        ValueError where they are too much to be read: what cannot be told is said, and takes no hour.
        """
        paths = [path for path, _ in self.changed(*kinds) if not globs or matches(path, globs)]
        sizes = {entry.path: entry.size or 0 for entry in self.manifest.after}
        if sum(sizes.get(path, 0) for path in paths) > MOST or len(paths) > MOST_FILES:
            raise ValueError(f"{len(paths)} changed files, more than {MOST} bytes or {MOST_FILES} files are not read")
        return ((path, self.before(path), self.after(path)) for path in paths)

    def new_lines(self, globs: Sequence[str]) -> Iterator[tuple[str, int, str]]:
        """(path, number, line) of each line of added and modified files that was not there before."""
        for path, before, after in self.texts("added", "modified", globs=globs):
            known = Counter(lines(before))
            for number, line in enumerate(lines(after), start=1):
                known[line] -= 1
                if known[line] < 0:
                    yield path, number, line


def lines(text: str) -> list[str]:
    """The lines, without the white space around them; a very long one is cut."""
    return [line.strip()[:LONGEST_LINE] for line in text.splitlines()]


def _text(folder: Path, path: str) -> str:
    name = os.path.join(os.fsencode(folder), real(path))
    if not os.path.lexists(name) or not stat.S_ISREG(os.lstat(name).st_mode):
        return ""
    with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"{path}: more than {LARGEST} bytes, which are not read")
    return content.decode("utf-8", "replace")
