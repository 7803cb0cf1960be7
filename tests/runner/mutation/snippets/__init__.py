"""Snippets: what each operator makes of a piece of a function, a file a language."""

from types import ModuleType

from tests.runner.mutation.snippets import c, go, java, javascript, python, rust, typescript

LANGUAGES: dict[str, ModuleType] = {
    "python": python,
    "javascript": javascript,
    "typescript": typescript,
    "c": c,
    "rust": rust,
    "go": go,
    "java": java,
}
