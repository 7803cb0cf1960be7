"""Diff: what changed in a workspace, as a unified diff made from content."""

import difflib
import os
import stat
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from runner.evidence import Entry, Manifest
from runner.manifest import real

FILE_LIMIT = 512 * 1024
TOTAL_LIMIT = 4 * 1024 * 1024
CONTEXT = 3
# Above this many pairs of lines a changed stretch is shown as all out, all in: quick, and no less true.
PAIRS_LIMIT = 4_000_000


def unified(before: Path, after: Path, manifest: Manifest) -> str:
    """The changes of `manifest` between two folders, as `git apply` and `patch` take them.

    What has no lines is named in a line that starts with `# ` and that both pass over: binary, special and very large
    files, empty folders. Lines end as the files' lines end, so write the text without newline translation.
    """
    old = {entry.path: entry for entry in manifest.before}
    new = {entry.path: entry for entry in manifest.after}
    parts: list[str] = []
    left = TOTAL_LIMIT
    paths = sorted({*manifest.added, *manifest.removed, *manifest.modified})
    for shown, path in enumerate(paths):
        sides = _Side(before, old.get(path)), _Side(after, new.get(path))
        part = _one(path, *sides)
        if len(part) > left:
            part = _note(path, *sides, "the diff is too long already")
        if len(part) > left:
            parts.append(f"# {len(paths) - shown} more paths; the manifest names them\n")
            break
        left -= len(part)
        parts.append(part)
    return "".join(parts)


class _Side:
    """One side of a change: its entry (None: not there), its content, and why it has no lines to show."""

    def __init__(self, folder: Path, entry: Entry | None) -> None:
        self.entry = entry
        self.content = b""
        self.unfit = self._read(os.fsencode(folder), entry) if entry else None

    def _read(self, folder: bytes, entry: Entry) -> str | None:
        if entry.type in ("folder", "special"):
            return f"a {entry.type}"
        if (entry.size or 0) > FILE_LIMIT:
            return "too large"
        path = os.path.join(folder, real(entry.path))
        if entry.type == "link" and not os.path.islink(path):
            return "a link, which was not made here"  # as it was read from an archive
        if entry.type == "link":
            self.content = os.readlink(path)
        else:
            with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                self.content = file.read(FILE_LIMIT + 1)
        return None if _is_text(self.content) else "binary"

    @property
    def mode(self) -> str:
        """As git writes it: it knows links, and whether a file is executable."""
        if self.entry is None:
            return "000000"
        return "120000" if self.entry.type == "link" else f"100{0o755 if self.entry.mode & stat.S_IXUSR else 0o644:o}"


def _one(path: str, old: _Side, new: _Side) -> str:
    unfit = old.unfit or new.unfit
    if unfit:
        return _note(path, old, new, unfit)
    if old.entry and new.entry and old.entry.type != new.entry.type:
        nothing = _Side(Path(), None)
        return _one(path, old, nothing) + _one(path, nothing, new)
    a, b = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    head = [f"diff --git {a} {b}"]
    if old.entry is None:
        head.append(f"new file mode {new.mode}")
    elif new.entry is None:
        head.append(f"deleted file mode {old.mode}")
    elif old.mode != new.mode:
        head += [f"old mode {old.mode}", f"new mode {new.mode}"]
    hunks = "".join(_hunks(_lines(old.content), _lines(new.content)))
    if hunks:
        head += [f"--- {_named(a) if old.entry else '/dev/null'}", f"+++ {_named(b) if new.entry else '/dev/null'}"]
    elif len(head) == 1:
        return _note(path, old, new, "only its mode, in what git does not know")
    return "\n".join(head) + "\n" + hunks


def _note(path: str, old: _Side, new: _Side, why: str) -> str:
    """One line for what is not shown; it must not look like a diff to a program."""
    what = "modified" if old.entry and new.entry else "removed" if old.entry else "added"
    facts = [what, why]
    for name, side in (("before", old), ("after", new)):
        if side.entry is not None:
            size = "" if side.entry.size is None else f" {side.entry.size} bytes, sha256 {side.entry.sha256}"
            facts.append(f"{name}: mode {side.entry.mode:04o}{size}")
    return f"# {_quoted(path)} ({'; '.join(facts)})\n"


Opcode = tuple[str, int, int, int, int]


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    for group in _groups(_opcodes(old, new)):
        (_, old_from, _, new_from, _), (_, _, old_to, _, new_to) = group[0], group[-1]
        yield f"@@ -{_range(old_from, old_to)} +{_range(new_from, new_to)} @@\n"
        for tag, i, j, k, m in group:
            if tag == "equal":
                yield from (_line(" ", line) for line in old[i:j])
            else:
                yield from (_line("-", line) for line in old[i:j])
                yield from (_line("+", line) for line in new[k:m])


def _opcodes(old: list[str], new: list[str]) -> list[Opcode]:
    """How one becomes the other; what both begin and end with is set aside first, as difflib is slow on long texts."""
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    middle: list[Opcode] = [("replace", start, old_end, start, new_end)]
    if (old_end - start) * (new_end - start) <= PAIRS_LIMIT:
        matcher = difflib.SequenceMatcher(None, old[start:old_end], new[start:new_end])
        middle = [(tag, i + start, j + start, k + start, m + start) for tag, i, j, k, m in matcher.get_opcodes()]
    return [("equal", 0, start, 0, start), *middle, ("equal", old_end, len(old), new_end, len(new))]


def _same(old: list[str], new: list[str]) -> int:
    """How many lines both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _groups(opcodes: list[Opcode]) -> Iterator[list[Opcode]]:
    """The opcodes of each hunk: changes with few equal lines between them, and some around them."""
    group: list[Opcode] = []
    for code in opcodes:
        tag, i, j, k, m = code
        if tag != "equal" or (group[1:] and j - i <= 2 * CONTEXT and code is not opcodes[-1]):
            group.append(code)
            continue
        if group[1:]:
            yield [*group, (tag, i, min(j, i + CONTEXT), k, min(m, k + CONTEXT))]
        group = [(tag, max(i, j - CONTEXT), j, max(k, m - CONTEXT), m)]


def _range(start: int, stop: int) -> str:
    # An empty range names the line before it.
    return f"{start + 1 if stop > start else start},{stop - start}"


def _line(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _lines(content: bytes) -> list[str]:
    # Not splitlines: a form feed or a lone carriage return ends no line of a patch.
    lines = content.decode("utf-8").split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _quoted(path: str) -> str:
    """A path as git writes it: in quotes, with octal escapes, when it holds anything unusual."""
    raw = real(path)
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in raw):
        return raw.decode("ascii")
    return '"' + "".join(_escaped(byte) for byte in raw) + '"'


def _escaped(byte: int) -> str:
    if byte in b'"\\':
        return "\\" + chr(byte)
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def _named(quoted: str) -> str:
    # A tab ends a name with a space in it, which `patch` would cut at the space.
    return quoted + "\t" if " " in quoted and not quoted.startswith('"') else quoted
