"""`cab check`: one agent on one task against the user's endpoint, on this machine, without Docker."""

from datetime import UTC, datetime
from typing import Any

import click

from cab.edge import bad_input, end_in_good_order, kit_failures
from cab.options import common_options, options


@click.command()
@common_options
@click.option("--from-path", is_flag=True, help="Take your own installed agent instead of the pinned version.")
def check(**given: Any) -> None:
    """Run one agent on one task against your endpoint, on this machine, with every model call on the record.

    Without an endpoint it rehearses: a scripted model, which knows the task's reference solution, drives the
    real agent through the real proxy.
    """
    from rich.console import Console

    from cab import summary
    from cab.plan import planned
    from cab.trial import in_turn

    end_in_good_order()
    with bad_input():
        asked = options(given)
    screen, began = Console(stderr=True), datetime.now(UTC)
    with kit_failures(), planned(asked, lambda text: click.echo(text, err=True)) as (plan, machines):
        codes = in_turn(plan, machines, asked, screen)
        if asked.runs > 1:
            summary.conclude(asked.out, plan.cell, began, json=asked.as_json)
    raise SystemExit(max(codes))
