"""Writing a task's folder, byte for byte the same for the same mutant."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from runner.grader.files import File, Files
from runner.grader.protocol import Value
from runner.mutation import draw, report
from runner.mutation.making import Made
from runner.mutation.repo import TESTS, UNNAMED, Repo
from runner.mutation.workshop import Workshop, changed
from runner.temporary import temporary
from tasks.globs import matches
from tasks.task import DRIVERS, Language

NATIVE_SECONDS = 120
PLACE = "ENTRIES: list[dict[str, Any]] = []"


def written(shop: Workshop, made: Made, folder: Path, name: str) -> None:
    """The task `mutated/<name>` as `folder`, which is not there yet."""
    repo, path = shop.repo, made.shown.function.path
    workspace = changed(repo.files, {path: made.shown.content})
    language: Language = repo.grammar.name  # type: ignore[assignment]  # grammars are named as the tasks' languages
    driver = (shop.asked.grading_folder / DRIVERS[language]).read_bytes()
    texts = {
        "task.toml": _toml(shop, made, name),
        "prompt.md": report.prompt(made, repo.about),
        "grading/cases.json": _cases(made),
        "grading/inputs.py": inputs(made.entries),
    }
    files: Files = {each: File(text.encode()) for each, text in texts.items()}
    files[f"grading/{DRIVERS[language]}"] = File(driver)
    files[f"solution/{path}"] = repo.files[path]
    files |= {f"workspace/{each}": file for each, file in workspace.items() if each not in made.hidden}
    files |= {f"grading/native/{each}": repo.files[each] for each in made.hidden}
    files |= {f"grading/wrong/{one.name}/{path}": File(one.content) for one in made.wrong}
    put(folder, files)


def put(folder: Path, files: Mapping[str, File]) -> None:
    """All of it, or, where it is cut short, nothing."""
    with temporary(f".{folder.name}-", folder.parent) as began:
        whole = began / folder.name
        for path, file in files.items():
            target = whole / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)
            target.chmod(0o755 if file.executable else 0o644)
        whole.rename(folder)


def inputs(entries: object) -> str:
    """draw.py as a task's inputs.py, with its entries in it."""
    text = Path(draw.__file__).read_text(encoding="utf-8")
    spelled = f"ENTRIES: list[dict[str, Any]] = json.loads({json.dumps(entries)!r})"
    if PLACE not in text:
        raise RuntimeError(f"{draw.__file__}: no line {PLACE!r} to put the entries in place of")
    return text.replace(PLACE, spelled)


def _cases(made: Made) -> str:
    said = []
    for number, call in enumerate(made.cases, start=1):
        answer = {"value": call.answer.value} if isinstance(call.answer, Value) else {"raises": call.answer.name}
        asked = {"name": f"{number}: {call.entry.call}", "call": call.entry.call, "args": call.args}
        said.append(json.dumps(asked | answer))
    return "[" + ",\n ".join(said) + "]\n"


def _toml(shop: Workshop, made: Made, name: str) -> str:
    repo = shop.repo
    protected = guarded(repo, made.hidden)
    rule = (
        [f'    {{ says = {_spelled(LEAVE)}, rule = "untouched", globs = {_spelled(protected)} }},'] if protected else []
    )
    seconds = [f"native_timeout_s = {shop.seconds * 4:.1f}"] if shop.seconds * 4 > NATIVE_SECONDS else []
    return "\n".join(
        [
            f'id = "mutated/{name}"',
            f"title = {_spelled(report.title(made, repo.about))}",
            f'language = "{repo.grammar.name}"',
            'category = "mutated"',
            f'difficulty = "{report.difficulty(made)}"',
            "time_limit_s = 900",
            f"expected_changes = {_spelled([made.shown.function.path])}",
            f"protected = {_spelled(protected)}",
            "constraints = [",
            *rule,
            "]",
            "",
            "[grading]",
            f"candidate = {_spelled(candidate(repo))}",
            f"native = {_spelled(repo.native)}",
            *seconds,
            "",
            "[provenance]",
            f"origin = {_spelled(f'{repo.about.origin}, with a fault put into it by cab tasks mutate')}",
            f"license = {_spelled(repo.about.licence)}",
            "",
        ]
    )


LEAVE = "leave the tests as they are"


def candidate(repo: Repo) -> list[str]:
    """Globs of the sources, and of no other file there is; new sources in a folder of nothing else are carried, too."""
    globs: list[str] = []
    sources = set(repo.sources)
    for path in repo.sources:
        of = PurePosixPath(path)
        wide = str(of.with_name(f"*{of.suffix}"))
        taken = {each for each in repo.files if matches(each, [wide])}
        globs.append(wide if taken <= sources and of.parent != PurePosixPath(".") else path)
    return sorted(set(globs))


def guarded(repo: Repo, hidden: Sequence[str]) -> list[str]:
    """Globs of the tests that are in the workspace."""
    return sorted({_guard(path, repo) for path in repo.tests if path not in hidden})


def _guard(path: str, repo: Repo) -> str:
    """The folder of tests that a test is in, where all in it is tests; else itself."""
    parents = reversed(PurePosixPath(path).parents)
    folders = (f"{each}/**" for each in parents if each.name and TESTS.fullmatch(each.name))
    tests = set(repo.tests)
    fitting = (glob for glob in folders if all(each in tests for each in repo.files if matches(each, [glob])))
    return next(fitting, UNNAMED.sub("?", path))


def _spelled(value: str | Iterable[str]) -> str:
    """As TOML spells it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"[{', '.join(map(_spelled, value))}]"
