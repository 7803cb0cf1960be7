"""Manifest: what a workspace holds, by content, and what differs between two times."""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from runner.evidence import Entry, Manifest

CHUNK = 1024 * 1024

# What makes a repository what it is: its history, what it points at, and what git obeys or executes. The index is not
# among them (`git status` rewrites it), nor are reflogs, message drafts and files git does not know, as opencode's.
GIT_STATE = (
    "HEAD", "commondir", "config", "config.worktree", "hooks", "info", "modules", "objects", "packed-refs", "refs",
    "shallow", "worktrees",
)  # fmt: skip


def scan(folder: Path) -> tuple[Entry, ...]:
    """All that is in `folder`, sorted by path, without the .git at its top; no link followed, no special file opened.

    Folders are entries only when empty, or when a path in them would be too long. A file that may not be read is made
    readable; its entry shows how it was.
    """
    entries = (_entry(path, os.path.relpath(path, os.fsencode(folder))) for path in _walk(os.fsencode(folder)))
    return tuple(sorted(entries, key=lambda entry: entry.path))


def git_digest(folder: Path) -> str:
    """sha256 over what counts of the .git at the top of `folder`; it changes with a commit, not with `git status`."""
    top = os.path.join(os.fsencode(folder), b".git")
    if os.path.islink(top) or not os.path.isdir(top):
        paths = [top] if os.path.lexists(top) else []
    else:
        roots = [os.path.join(top, os.fsencode(name)) for name in GIT_STATE]
        paths = [path for root in roots if os.path.lexists(root) for path in _below(root)]
    return digest(_entry(path, os.path.relpath(path, top)) for path in sorted(paths))


def digest(entries: Iterable[Entry]) -> str:
    """sha256 over the entries, in their order."""
    hashed = hashlib.sha256()
    for entry in entries:
        hashed.update(entry.model_dump_json().encode() + b"\n")
    return hashed.hexdigest()


def compare(before: tuple[Entry, ...], after: tuple[Entry, ...], *, git_before: str, git_after: str) -> Manifest:
    """What differs; a mode counts as content does, and an emptied or a filled folder is not itself a change."""
    old, new = ({entry.path: entry for entry in entries} for entries in (before, after))
    return Manifest(
        before=before,
        after=after,
        added=_missing(new, old),
        removed=_missing(old, new),
        modified=tuple(path for path in new if path in old and new[path] != old[path]),
        extra_git_dir=git_before != git_after or any(_in_git(path) for path in new if path not in old),
    )


def shown(name: bytes) -> str:
    r"""A path as text: a byte that is not UTF-8 becomes \xNN, a backslash two, so that no two paths look alike."""
    return name.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


def real(path: str) -> bytes:
    """The path that `shown` shows."""

    def back(match: re.Match[bytes]) -> bytes:
        return b"\\" if match[1] == b"\\" else bytes([int(match[1][1:], 16)])

    return re.sub(rb"\\(\\|x[0-9a-f]{2})", back, path.encode())


def _walk(top: bytes) -> Iterator[bytes]:
    folders, longest = [top], os.pathconf(top, "PC_PATH_MAX")
    while folders:
        folder = folders.pop()
        with _listed(folder) as names:
            children = [child for child in names if not (folder == top and child.name == b".git")]
        too_deep = any(len(child.path) >= longest for child in children)
        if too_deep or (not children and folder != top):
            yield folder
        for child in children if not too_deep else ():
            if child.is_dir(follow_symlinks=False):
                folders.append(child.path)
            else:
                yield child.path


def _below(root: bytes) -> list[bytes]:
    return list(_walk(root)) if os.path.isdir(root) and not os.path.islink(root) else [root]


def _listed(folder: bytes) -> "os._ScandirIterator[bytes]":
    try:
        return os.scandir(folder)
    except PermissionError:
        os.chmod(folder, 0o700)
        return os.scandir(folder)


def _entry(path: bytes, name: bytes) -> Entry:
    facts = os.lstat(path)
    mode = stat.S_IMODE(facts.st_mode)
    if stat.S_ISREG(facts.st_mode):
        return Entry(path=shown(name), type="file", mode=mode, sha256=_file_sha256(path), size=facts.st_size)
    if stat.S_ISLNK(facts.st_mode):
        target = os.readlink(path)
        return Entry(
            path=shown(name), type="link", mode=mode, sha256=hashlib.sha256(target).hexdigest(), size=len(target)
        )
    kind = "folder" if stat.S_ISDIR(facts.st_mode) else "special"
    return Entry(path=shown(name), type=kind, mode=mode, sha256=None, size=None)


def _file_sha256(path: bytes) -> str:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except PermissionError:
        os.chmod(path, 0o600)
        descriptor = os.open(path, flags)
    digest = hashlib.sha256()
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _missing(entries: dict[str, Entry], other: dict[str, Entry]) -> tuple[str, ...]:
    """The paths of `entries` that `other` lacks; an empty folder that holds something in `other` is not lacking."""
    direct = {os.path.dirname(path) for path in other}
    folders = direct | {str(parent) for path in direct for parent in PurePosixPath(path).parents}
    return tuple(
        path
        for path, entry in entries.items()
        if path not in other and not (entry.type == "folder" and path in folders)
    )


def _in_git(path: str) -> bool:
    # Where names ignore case, .GIT is one too.
    return ".git" in path.lower().split("/")
