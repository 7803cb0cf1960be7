"""`cab tasks mutate`: sound tasks out of anybody's code."""

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cab.edge import Stop, bad_input, end_in_good_order, kit_failures

if TYPE_CHECKING:
    from runner.mutation.tally import Tally


@click.command()
@click.argument("repo", type=click.Path(path_type=Path))
@click.option("--lang", help="Its language; default: what its files say.")
@click.option("--count", default=10, show_default=True, type=click.IntRange(1), help="How many tasks at most.")
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0), help="The same seed makes the same tasks."
)
@click.option("--hide-tests", is_flag=True, help="The tests that show the fault leave the workspace; they still grade.")
@click.option("--test", help="The command that runs its tests, without a shell; default: the language's usual one.")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many functions at a time; default: the machine's cores.")
@click.option("--timeout", default=60.0, show_default=True, type=click.FloatRange(1), help="Seconds for all its tests.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new or empty folder for the tasks.")
def mutate(**given: Any) -> None:
    """Make tasks out of REPO, the folder of any project with tests: one small fault each, put into one function.

    A fault becomes a task when the project's own tests notice it and calls with plain values show it; all others
    are dropped, and counted by reason. Nothing in REPO is changed. See docs/mutate.md.
    """
    from runner.grader.local import sharing
    from runner.mutation.pipeline import mutate as made
    from runner.mutation.pipeline import prepared
    from runner.mutation.repo import survey
    from runner.mutation.turn import Wanted
    from runner.temporary import temporary
    from runner.toolchain import toolchain

    end_in_good_order()
    jobs = int(given["jobs"] or os.cpu_count() or 1)
    wanted = Wanted(given["count"], given["seed"], jobs, given["hide_tests"], given["timeout"])
    with kit_failures(), temporary("cab-mutate-") as folder, _board() as say:
        with bad_input():
            repo = survey(given["repo"], given["lang"], _split(given["test"] or ""))
            place = sharing(toolchain(repo.grammar.name), folder / "builds")
            _empty(given["out"], given["repo"])
            say(f"{repo.about.origin}: its own tests, and what its functions answer")
            ready = prepared(repo, place, folder, wanted)
        tally = made(ready, given["out"], wanted, lambda tally: say(_line(repo.about.origin, tally, wanted.tasks)))
    _summary(tally, given["out"])


def _split(command: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(command))
    except ValueError as problem:
        raise ValueError(f"--test {command!r}: {problem}; close it, or put a backslash before it") from None


def _empty(out: Path, repo: Path) -> None:
    if out.resolve().is_relative_to(repo.resolve()):
        raise ValueError(
            f"{out} is within {repo}, and what is made of that next would hold these tasks with their solutions; "
            "choose a folder outside of it with --out"
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FileExistsError(f"{out} is there already, and not empty; choose another folder with --out")
    out.mkdir(parents=True, exist_ok=True)


@contextmanager
def _board() -> Iterator[Callable[[str], None]]:
    """One line on standard error that is always the newest; a line each where that is no terminal."""
    from rich.console import Console

    screen = Console(stderr=True)
    if not screen.is_terminal:
        yield lambda text: screen.print(text, soft_wrap=True, markup=False, highlight=False)
        return
    with screen.status("") as status:
        yield status.update


def _line(origin: str, tally: "Tally", count: int) -> str:
    looked = f"{tally.looked_at} of {tally.functions} functions"
    return f"{origin} · {looked} · {tally.mutants} mutants · {len(tally.made)} of {count} tasks"


def _summary(tally: "Tally", out: Path) -> None:
    from runner.mutation.trying import REASONS

    click.echo(f"{len(tally.made)} tasks in {out} (mutate.json says more), out of {tally.mutants} mutants")
    for what, counted in (("functions", tally.dropped_functions), ("mutants", tally.dropped)):
        for key in REASONS:
            if counted[key]:
                click.echo(f"  {counted[key]} {what} dropped: {REASONS[key]}")
    if not tally.made:
        raise Stop("no task came of it; the reasons are above. Another --seed tries others", code=1)
    click.echo(f"cab tasks validate {shlex.quote(str(out))}/*/")
