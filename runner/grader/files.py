"""A set of files, held in memory: what is laid where graded code runs."""

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from runner.grader.carry import files
from tasks.globs import matches


class File(NamedTuple):
    """One regular file."""

    content: bytes
    executable: bool = False


Files = dict[str, File]


def of_folder(folder: Path) -> Files:
    """The regular files below `folder`, which need not be there, by their path in it."""
    return {path: File((folder / path).read_bytes(), _executable(folder / path)) for path in files(folder)}


def below(folder: str, inner: Mapping[str, File]) -> Files:
    """The files with `folder` before their paths."""
    return {f"{folder}/{path}": file for path, file in inner.items()}


def replaced(own: Mapping[str, File], candidate: Mapping[str, bytes], globs: Sequence[str]) -> Files:
    """`own` with the files that `globs` name replaced by the candidate's; ValueError when one lies below a file."""
    kept = {path: file for path, file in own.items() if not matches(path, globs)}
    return laid_over(kept, {path: File(content) for path, content in candidate.items()})


def laid_over(below: Mapping[str, File], above: Mapping[str, File]) -> Files:
    """Both, where the files of `above` win; ValueError when one would have to be a folder, too."""
    both = {**below, **above}
    for path in both:
        for parent in PurePosixPath(path).parents:
            if str(parent) in both:
                raise ValueError(f"{str(parent)!a} is a file, and a folder that holds {path!a}")
    return both


def _executable(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o100)
