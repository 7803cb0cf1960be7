"""A small task made for a test."""

from pathlib import Path

from tasks.task import Grading, Provenance, Task


def made_task(folder: Path, files: dict[str, str] | None = None) -> Task:
    """A Python task in `folder` whose workspace holds `files`."""
    for name, text in (files or {"src/a.py": "one\ntwo\n", "README.md": "read me\n"}).items():
        path = folder / "workspace" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Task(
        folder=folder,
        id="mutations/made",
        title="Made for a test",
        language="python",
        category="mutations",
        difficulty="easy",
        time_limit_s=10,
        expected_changes=("src/a.py",),
        protected=(),
        constraints=(),
        grading=Grading(candidate=("src/*.py",), native=("python3", "-m", "unittest")),
        provenance=Provenance(origin="made", license="Apache-2.0"),
    )
