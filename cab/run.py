"""`cab run`: agents in sealed containers, the path whose results may be cited."""

from datetime import UTC, datetime
from typing import Any

import click

from cab.edge import bad_input, end_in_good_order, kit_failures
from cab.options import common_options, options

UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3}


class Size(click.ParamType[int]):
    """Bytes, as Docker writes them: 512m, 4g."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of bytes."""
        text = str(value).lower().removesuffix("b")
        unit = UNITS.get(text[-1:], 1)
        digits = text if unit == 1 else text[:-1]
        if not digits.isdecimal():
            self.fail(f"{value!r} is no size; write it as 512m or 4g", param, ctx)
        return int(digits) * unit


@click.command()
@common_options
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="How many cells at a time.")
@click.option("--memory", default="4g", show_default=True, type=Size(), help="Memory of the agent's container.")
@click.option("--cpus", default=2.0, show_default=True, type=click.FloatRange(0.1), help="Its CPUs.")
@click.option("--pids", default=512, show_default=True, type=click.IntRange(16), help="Its processes and threads.")
@click.option("--runtime", type=click.Choice(["runsc"]), help="gVisor, where the engine has it; default: its own.")
@click.option("--unsafe", is_flag=True, help="Go on where an isolation fact does not hold; the results say so.")
def run(**given: Any) -> None:
    """Run one agent on one task against your endpoint, in sealed Docker containers.

    The agent's container reaches nothing but a socket to the recording proxy, which alone has the key; what it left is
    graded in other containers. The bundle names image, engine and what was asserted from inside. Without an endpoint
    it rehearses, as `cab check` does. DOCKER_HOST, or the docker command's context, says which engine.
    """
    from rich.console import Console

    from cab import summary
    from cab.fleet import Walls, fleet
    from cab.plan import aimed
    from cab.trial import at_once
    from runner.docker.sealed import Limits

    end_in_good_order()
    with bad_input():
        limits = Limits(**{name: given.pop(name) for name in ("memory", "cpus", "pids")})
        walls = Walls(limits=limits, runtime=given.pop("runtime"), unsafe=given.pop("unsafe"))
        asked = options(given | {"from_path": False})
    screen, began = Console(stderr=True), datetime.now(UTC)

    def tell(text: str) -> None:
        click.echo(text, err=True)

    with kit_failures(), aimed(asked) as aim, fleet(aim, asked, walls, tell) as (ships, plan, machines):
        codes = at_once(plan, machines, asked, screen, ships.stop)
        if asked.runs > 1:
            summary.conclude(asked.out, plan.cell, began, json=asked.as_json)
    raise SystemExit(max(codes))
