"""Trial: one run of a plan, from its reserved number to its page."""

import click
from rich.console import Console

from cab import result
from cab.cell import Plan, run_cell
from cab.edge import ENDPOINT_FAILED, INTERRUPTED, KIT_FAILED, Stop, bad_input
from cab.plan import Machines, Options
from cab.view import Progress
from report import page
from runner.cell import CellId
from store.index import Index
from store.reserve import reserve

# What an outcome tells the script that called `cab check`; every other outcome is a measurement: 0.
EXIT_CODES = {"endpoint_failed": ENDPOINT_FAILED, "no_model_calls": KIT_FAILED, "infra_failed": KIT_FAILED}


def trial(plan: Plan, machines: Machines, options: Options, screen: Console) -> int:
    """Runs one cell, seals, indexes and shows it; gives the exit code of `cab check`. Progress goes to `screen`."""
    with bad_input():
        identity = reserve(options.out, CellId.of(plan.agent.name, plan.model, plan.task.id, 1), options.run)
    folder = options.out / identity.folder
    try:
        what = f"{plan.agent.name} × {plan.model} × {plan.task.id} #run{identity.run}"
        with Progress(screen, what) as progress, machines(identity) as machine:
            finished = run_cell(plan, identity, folder, machine, progress.watch)
    except KeyboardInterrupt:
        raise Stop(
            f"interrupted: what it started is stopped, the calls so far are in {folder}/calls.jsonl", INTERRUPTED
        ) from None
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
