"""Scaffold: a new task that is sound as it stands, to be changed into one's own piece by piece."""

import re
import shutil
from pathlib import Path

from tasks.task import Language, Task, load

TEMPLATES = Path(__file__).parent / "templates"
ID = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


def make(task_id: str, language: Language, within: Path) -> Task:
    """Makes the task's folder below `within`, by its name; ValueError or FileExistsError before anything is written."""
    if not ID.fullmatch(task_id):
        raise ValueError(f"{task_id!r} cannot be a task's id; write CATEGORY/NAME in small letters, digits and hyphens")
    category, name = task_id.split("/")
    folder = within / name
    if folder.exists():
        raise FileExistsError(f"{folder} is there already; choose another name, or remove it")
    for template in (TEMPLATES / "common", TEMPLATES / language):
        shutil.copytree(template, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "target"))
    text = (folder / "template.toml").read_text(encoding="utf-8")
    text = text.replace("CATEGORY/NAME", task_id).replace('"CATEGORY"', f'"{category}"')
    (folder / "task.toml").write_text(text, encoding="utf-8")
    (folder / "template.toml").unlink()
    return load(folder)
