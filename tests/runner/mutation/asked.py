"""A generated driver under the kit's own grader: what a small repository answers to plain calls."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from runner.grader.asking import Silence, answers
from runner.grader.bench import Bench
from runner.grader.files import File
from runner.grader.languages import Broken, ready
from runner.grader.local import LocalPlace
from runner.grader.protocol import Question, Raised
from runner.grader.setup import DEFENCES, harden
from runner.mutation.function import Function
from runner.mutation.grammars import LANGUAGES
from tasks.globs import matches
from tasks.task import DRIVERS, load
from tests.needs import needs
from tests.runner.grader.tiny import TASK, write


def entries(language: str, files: Mapping[str, str]) -> list[Function]:
    """The functions of the repository that a driver can call."""
    grammar = LANGUAGES[language]
    sources = {path: text.encode() for path, text in files.items()}
    found = [
        function
        for path, source in sources.items()
        if matches(path, grammar.globs) and not matches(path, grammar.tests)
        for function in grammar.functions(source, path)
    ]
    return grammar.entries(found, sources)


def asked(language: str, files: Mapping[str, str], calls: Sequence[tuple[str, list[Any]]], folder: Path) -> list[Any]:
    """What each call answers: its value, or `raises NAME`."""
    tools = needs(language)
    driver = LANGUAGES[language].driver(entries(language, files), {path: one.encode() for path, one in files.items()})
    name = DRIVERS[language]  # type: ignore[index]
    toml = TASK.replace('"python"', f'"{language}"', 1)
    write(folder, {"task.toml": toml, "prompt.md": ".", f"grading/{name}": driver, "grading/cases.json": "[]"})
    write(folder, {"grading/inputs.py": "", "workspace/a": "", "solution/adder/add.py": ""})
    code = {path: File(text.encode()) for path, text in files.items()}
    with LocalPlace(tools).room() as room:
        bench = Bench(room, harden(DEFENCES), code)
        made = ready(load(folder), bench)
        assert not isinstance(made, Broken), f"{made.reason}\n{driver}"
        questions = [Question(f"{at}", call, args, seeded=False) for at, (call, args) in enumerate(calls)]
        heard = answers(made, bench, questions, 20)
    return [_told(one) for one in heard]


def _told(answer: Any) -> Any:
    if isinstance(answer, Silence):
        return f"silent: {answer.reason}"
    return f"raises {answer.name}" if isinstance(answer, Raised) else answer.value
