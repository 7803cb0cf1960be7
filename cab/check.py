"""`cab check`: one agent on one task against the user's endpoint, on this machine, without Docker."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cab.edge import bad_input, end_in_good_order, kit_failures
from cab.traffic import traffic, traffic_options

DEMO_AGENT = "mini-swe-agent"
BODIES = Path("bodies")  # in each bundle

DEMO_TASK = "polyglot/python-reverse-string"


@click.command()
@click.option("--tui", default=DEMO_AGENT, show_default=True, help="The agent; `cab agents` lists them.")
@click.option("--model", help="The model's name at the endpoint.")
@click.option("--endpoint", envvar="CAB_ENDPOINT", help="Base URL of an OpenAI-compatible endpoint (or CAB_ENDPOINT).")
@click.option("--key", envvar="CAB_KEY", help="The endpoint's key; better by CAB_KEY, which `ps` does not show.")
@click.option("--task", default=DEMO_TASK, show_default=True, help="A task's id, or the path of a task's folder.")
@click.option("--runs", default=1, show_default=True, type=click.IntRange(1), help="How many runs, one after another.")
@click.option("--run", type=click.IntRange(1), help="The run's number; default: the next free one.")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), help="Seconds; default: the task's time limit.")
@click.option("--out", default="runs", show_default=True, type=click.Path(path_type=Path), help="Where bundles go.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object a run instead of tables, and one of several runs."
)
@click.option("--open", "open_page", is_flag=True, help="Open the cell's page in the browser.")
@click.option("--from-path", is_flag=True, help="Take your own installed agent instead of the pinned version.")
@click.option("--plugin", multiple=True, help="A variant the agent offers; `cab agents` lists them. Can be repeated.")
@traffic_options
@click.option("--bodies", is_flag=True, help="Keep the bodies of requests and answers in the bundle.")
def check(**given: Any) -> None:
    """Run one agent on one task against your endpoint, on this machine, with every model call on the record.

    Without an endpoint it rehearses: a scripted model, which knows the task's reference solution, drives the
    real agent through the real proxy.
    """
    from rich.console import Console

    from cab import summary
    from cab.plan import Options, planned
    from cab.trial import trial
    from runner.cell import CellId

    end_in_good_order()
    with bad_input():
        calls = traffic(given, BODIES if given.pop("bodies") else None)
    options = Options(**given, traffic=calls)
    screen, began = Console(stderr=True), datetime.now(UTC)
    with kit_failures(), planned(options, lambda text: click.echo(text, err=True)) as (plan, machines):
        codes = [trial(plan, machines, options, screen) for _ in range(options.runs)]
        if options.runs > 1:
            cell = CellId.of(plan.agent.name, plan.model, plan.task.id, 1)
            summary.conclude(options.out, cell, began, json=options.as_json)
    raise SystemExit(max(codes))
