"""Bodies: the requests and answers that are kept beside a journal, held against the hashes of its calls."""

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from proxy.bodies import MOST, Bodies
from proxy.call import Call


def problems(folder: Path, calls: Iterable[Call]) -> list[str]:
    """A sentence for each body that is missing or is not what its call says; what no call names is not looked at."""
    if not stat.S_ISDIR(folder.lstat().st_mode):
        return [f"{folder}: not a folder"]
    with Bodies(folder) as kept:
        return [
            f"call {call.seq}: its {what} {problem}"
            for call in calls
            for what, sha256 in _of(call)
            if (problem := _problem(kept, sha256)) is not None
        ]


def _of(call: Call) -> Iterator[tuple[str, str]]:
    """What was kept of a call: nothing of one that the proxy died in, and no answer where none came."""
    if call.end == "crashed":
        return
    yield "request", call.request.sha256
    if 0 < call.response.bytes <= MOST:
        yield "answer", call.response.sha256


def _problem(kept: Bodies, sha256: str) -> str | None:
    path = kept.folder / sha256[:2] / f"{sha256}.zst"
    try:
        if path.exists() and not stat.S_ISREG(path.lstat().st_mode):
            return f"is no plain file: {path}"
        kept.read(sha256)
    except FileNotFoundError:
        return f"is not kept: {path} is missing"
    except (ValueError, OSError) as problem:
        return f"cannot be read: {problem}"
    return None
