"""`run-cell`: one agent on one task inside the one container that this is, an agent's image with the kit in it."""

from datetime import UTC, datetime
from typing import Any

import click

from cab.edge import bad_input, end_in_good_order, kit_failures
from cab.options import common_options, options


@click.command("run-cell")
@common_options
def run_cell(**given: Any) -> None:
    """Run one agent on one task inside one container, and print the result as one JSON object.

    For the images that `cab images build --kit` makes: `docker run --rm -e CAB_ENDPOINT -e CAB_KEY IMAGE run-cell`.
    Agent and proxy are two users of the container, which has the network that docker gave it: the result is not
    sealed, and provisional. Without an endpoint it rehearses. Bundles go to /runs, where a volume keeps them.
    """
    import os

    from rich.console import Console

    from cab import summary
    from cab.alone import alone, demand
    from cab.plan import aimed
    from cab.trial import in_turn

    end_in_good_order()
    # It is read; no program that is started from here on inherits it.
    os.environ.pop("CAB_KEY", None)
    with bad_input():
        image = demand(given["tui"])
        asked = options(given | {"from_path": False, "as_json": True})
    screen, began = Console(stderr=True), datetime.now(UTC)
    with kit_failures(), aimed(asked) as aim, alone(aim, asked, image) as (plan, machines):
        codes = in_turn(plan, machines, asked, screen)
        if asked.runs > 1:
            summary.conclude(asked.out, plan.cell, began, json=True)
    raise SystemExit(max(codes))
