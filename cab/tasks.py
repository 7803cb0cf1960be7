"""`cab tasks`: the tasks, one of them, whether they are sound, and new ones."""

from pathlib import Path
from typing import get_args

import click

from cab.edge import bad_input
from cab.mutate import mutate
from tasks.task import Language

# What is to be changed, in an order in which the task can be tried after each.
STEPS = (
    "workspace/: the program as an agent finds it, with tests/ that show what is wrong; AGENTS.md, what to keep to",
    "solution/: the files that put it right, as they must become",
    "prompt.md: what is wrong, as a user would say it",
    "grading/: what may be called (driver), calls with right answers (cases.json), calls drawn from a seed (inputs.py)",
    "grading/wrong/: what a hasty solution would look like; each must fail",
    "task.toml: title, difficulty, expected_changes, protected, constraints, provenance (docs/tasks.md)",
)


@click.group(invoke_without_command=True)
@click.pass_context
def tasks(ctx: click.Context) -> None:
    """List the tasks; `show` one, `validate` them, begin a `new` one, or `mutate` a project into some."""
    if ctx.invoked_subcommand is not None:
        return
    from cab import view
    from runner.toolchain import missing
    from tasks.catalogue import all_tasks

    table = view.table("task", "languages", "difficulty", "limit s", "right answer", "title")
    with bad_input():
        every = all_tasks()
        absent = missing(language for task in every for language in task.languages)
        for task in every:
            named = (f"{each} (not here)" if each in absent else each for each in task.languages)
            limit = str(task.time_limit_s)
            table.add_row(task.id, ", ".join(named), task.difficulty, limit, task.decline or "solve", task.title)
    view.show(table)
    for why in absent.values():
        click.echo(why, err=True)


@tasks.command()
@click.argument("task")
def show(task: str) -> None:
    """Show TASK (an id, or the path of a task's folder): its facts and the prompt an agent gets."""
    from tasks.catalogue import digest, find

    with bad_input():
        found = find(task)
        click.echo(f"{found.id}: {found.title}")
        for name, value in found.model_dump(mode="json", exclude={"id", "title"}).items():
            click.echo(f"  {name}: {value}")
        click.echo(f"  digest: {digest(found)}\n\n{found.prompt}")


@tasks.command()
@click.argument("wanted", metavar="[TASK]...", nargs=-1)
def validate(wanted: tuple[str, ...]) -> None:
    """Validate each TASK (default: all of them).

    The reference solution passes, the untouched workspace fails, doing nothing scores composite 0.
    A task whose toolchain is not here is named and not validated. Exits with 1 when one is not sound.
    """
    from cab.soundness import problems
    from runner.toolchain import toolchain
    from tasks.catalogue import all_tasks, find

    with bad_input():
        chosen = [find(name) for name in wanted] or list(all_tasks())
    sound = True
    for task in chosen:
        try:
            tools = toolchain(*task.languages)
        except FileNotFoundError as missing:
            click.echo(f"{task.id}: not validated: {missing}", err=True)
            sound = sound and not wanted
            continue
        found = problems(task, tools)
        sound = sound and not found
        for problem in found:
            click.echo(f"{task.id}: {problem}", err=True)
        if not found:
            click.echo(f"{task.id}: sound")
    if not sound:
        raise SystemExit(1)


@tasks.command()
@click.argument("name", metavar="CATEGORY/NAME")
@click.option("--language", type=click.Choice(get_args(Language)), default="python", show_default=True)
@click.option("--in", "within", type=click.Path(path_type=Path, file_okay=False), default=".", help="Default: here.")
def new(name: str, language: Language, within: Path) -> None:
    """Begin a task of your own: a folder NAME with a small one that is sound as it stands, to be changed."""
    from tasks.scaffold import make

    with bad_input():
        folder = make(name, language, within).folder
    click.echo(f"made {folder}")
    for number, step in enumerate(STEPS, start=1):
        click.echo(f"{number}. {step}")
    click.echo(f"cab tasks validate {folder}")


tasks.add_command(mutate)
