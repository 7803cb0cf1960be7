"""Trial: one run of a plan, from its reserved number to its page; and several of them, in turn or at once."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait

import click
from rich.console import Console

from cab import result
from cab.cell import Plan, run_cell
from cab.edge import ENDPOINT_FAILED, INTERRUPTED, KIT_FAILED, Stop, bad_input
from cab.plan import Machines, Options
from cab.progress import Board
from report import page
from store.bundle import Bundle
from store.index import Index
from store.reserve import reserve

# What an outcome tells the script that called `cab check`; every other outcome is a measurement: 0.
EXIT_CODES = {"endpoint_failed": ENDPOINT_FAILED, "no_model_calls": KIT_FAILED, "infra_failed": KIT_FAILED}


def in_turn(plan: Plan, machines: Machines, options: Options, screen: Console) -> list[int]:
    """The exit code of each run, one after another. Progress goes to `screen`."""
    codes = []
    for _ in range(options.runs):
        with Board(screen) as board:
            finished = _trial(plan, machines, options, board)
        codes.append(_conclude(plan, finished, options))
    return codes


def at_once(plan: Plan, machines: Machines, options: Options, screen: Console, stop: Callable[[], None]) -> list[int]:
    """The exit code of each run, as they end, with up to `jobs` of them at a time; `stop` calls off those that run."""
    codes = []
    with Board(screen) as board, ThreadPoolExecutor(options.jobs, thread_name_prefix="cell") as hands:
        running = [hands.submit(_trial, plan, machines, options, board) for _ in range(options.runs)]
        try:
            for one in as_completed(running):
                finished = one.result()
                with board.aside():
                    codes.append(_conclude(plan, finished, options))
        except BaseException as problem:
            hands.shutdown(wait=False, cancel_futures=True)
            stop()
            if isinstance(problem, KeyboardInterrupt):
                raise _called_off(running, options) from None
            raise
    return codes


def _called_off(running: list[Future[Bundle]], options: Options) -> Stop:
    """What is said once every cell that ran has ended."""
    begun = [one for one in running if not one.cancelled()]
    wait(begun)
    ended = [one.exception() for one in begun]
    stops = [problem for problem in ended if isinstance(problem, Stop)]
    if len(stops) == 1:
        return stops[0]
    cells = f"{len(stops)} cells have no bundle, the calls so far are in their folders below {options.out}"
    return Stop(f"interrupted: what it started is stopped; {cells}", INTERRUPTED)


def _trial(plan: Plan, machines: Machines, options: Options, board: Board) -> Bundle:
    """Runs one cell and seals its bundle."""
    with bad_input():
        identity = reserve(options.out, plan.cell, options.run)
    folder = options.out / identity.folder
    what = f"{plan.agent.name} × {plan.model} × {plan.task.id} #run{identity.run}"
    try:
        with board.cell(what) as progress, machines(identity) as machine:
            return run_cell(plan, identity, folder, machine, progress.watch)
    except KeyboardInterrupt:
        raise Stop(
            f"interrupted: what it started is stopped, the calls so far are in {folder}/calls.jsonl", INTERRUPTED
        ) from None


def _conclude(plan: Plan, finished: Bundle, options: Options) -> int:
    """Shows and indexes a finished cell; gives the exit code of `cab check`."""
    shown = page.write(finished, wiring=plan.agent.wiring)
    if options.as_json:
        click.echo(result.as_json(finished, shown))
    else:
        result.show(finished, shown)
    if options.open_page:
        click.launch(str(shown))
    with bad_input():  # after the result is shown: the index can be made again at any time
        Index(options.out / "cab.db").add(finished)
    return EXIT_CODES.get(finished.evidence.cell.outcome, 0)
