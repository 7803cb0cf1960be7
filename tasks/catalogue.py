"""The catalogue: every task of the kit, and any folder that holds one."""

import difflib
import hashlib
from pathlib import Path

from tasks.task import Task, load

TASKS = Path(__file__).parent


def all_tasks() -> tuple[Task, ...]:
    """The kit's own tasks, sorted by id."""
    return tuple(sorted((load(path.parent) for path in TASKS.glob("*/*/task.toml")), key=lambda task: task.id))


def find(name: str) -> Task:
    """The task with the id `name`, or the one in the folder `name`; ValueError with the near names when neither."""
    if (TASKS / name / "task.toml").is_file() and (TASKS / name).resolve().is_relative_to(TASKS):
        return load(TASKS / name)
    if (Path(name) / "task.toml").is_file():
        return load(Path(name).resolve())
    ids = [task.id for task in all_tasks()]
    near = difflib.get_close_matches(name, ids, n=3, cutoff=0.4) or ids
    raise ValueError(f"no task {name!r}, and no folder of that name with a task.toml; near: {', '.join(near)}")


def digest(task: Task) -> str:
    """sha256 over the task's whole folder, by path and content; caches that running it leaves do not count."""
    total = hashlib.sha256()
    for path in sorted(task.folder.rglob("*"), key=lambda path: path.relative_to(task.folder).as_posix()):
        within = path.relative_to(task.folder)
        if not path.is_file() or "__pycache__" in within.parts:
            continue
        name, content = within.as_posix().encode(), path.read_bytes()
        total.update(f"{len(name)} {len(content)} ".encode() + name + content)
    return total.hexdigest()
