"""`cab doctor`: what an evaluation needs to know of an endpoint before it spends."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cab.edge import ENDPOINT_FAILED, bad_input, end_in_good_order, kit_failures
from report.figure import DASH

if TYPE_CHECKING:
    from runner.doctor.examination import Diagnosis
    from runner.doctor.finding import Finding


@click.command()
@click.option("--endpoint", envvar="CAB_ENDPOINT", required=True, help="Base URL of the endpoint (or CAB_ENDPOINT).")
@click.option("--key", envvar="CAB_KEY", help="The endpoint's key; better by CAB_KEY, which `ps` does not show.")
@click.option("--model", required=True, help="The model's name at the endpoint.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
@click.option(
    "--journal", type=click.Path(path_type=Path), help="Keep the record of every probe in this file; default: nowhere."
)
@click.option("--no-overflow", is_flag=True, help="Do not send the one prompt that is longer than the window.")
@click.option(
    "--timeout", default=180.0, show_default=True, type=click.FloatRange(1), help="Seconds for all questions together."
)
def doctor(**given: Any) -> None:
    """Examine an endpoint: what it speaks and can do, and which agents will work on it.

    It asks one to two dozen short questions through the recording proxy, and one that is longer than the context
    window, which most endpoints refuse. Exits with 0 when an agent will work, with 3 when none will.
    """
    from rich.console import Console

    from proxy.journal import Journal
    from proxy.upstream import Endpoint
    from runner.doctor.examination import Wish, examine

    end_in_good_order()
    with bad_input():
        endpoint = Endpoint(given["endpoint"], given["key"] or None)
        if given["journal"] is not None:
            Journal(given["journal"]).close()  # one that is damaged, in use or cannot be written is said at once
    wish = Wish(given["journal"], given["timeout"], overflow=not given["no_overflow"])
    with kit_failures(), Console(stderr=True).status("") as status:
        found = examine(endpoint, given["model"], wish, lambda probe: status.update(f"asking of: {probe}"))
    if given["as_json"]:
        click.echo(found.model_dump_json(by_alias=True, indent=2))
    else:
        _show(found, given["journal"])
    raise SystemExit(0 if found.fit else ENDPOINT_FAILED)


def _show(found: "Diagnosis", journal: Path | None) -> None:
    from rich.text import Text

    from cab import view
    from report.text import line

    told = view.table("finding", "", "", title=line(f"{found.model} at {found.endpoint}"))
    for finding in found.findings:
        value, words = _row(finding)
        told.add_row(finding.name, Text(line(value)), Text(line(words)))
    will = view.table("agent", "works", "through", "", title="agents")
    for agent in found.agents:
        words = agent.why or "; ".join(agent.but)
        will.add_row(agent.agent, agent.works, agent.through or DASH, Text(line(words)))
    spent = found.spent
    uncounted = f" (and {spent.uncounted} calls that said none)" if spent.uncounted else ""
    beside = f"; past the proxy, without the key: {', '.join(spent.beside)}" if spent.beside else ""
    tokens = f"{spent.input:,} in + {spent.output:,} out{uncounted}"
    lines = [f"spent: {spent.calls} calls, tokens: {tokens}, {spent.seconds:.0f} s{beside}"]
    lines += [f"journal {journal}"] if journal else []
    lines += [f"not fit for evaluation: {found.why}" if found.why else "fit for evaluation"]
    lines += [f"--speaks {','.join(found.speaks)}"] if found.speaks else []
    view.show(told, will, *(Text(line(one)) for one in lines))


def _row(finding: "Finding") -> tuple[str, str]:
    if finding.kind == "unknown":
        return "unknown", finding.reason
    value = finding.value
    if isinstance(value, bool):
        said = "yes" if value else "no"
    elif isinstance(value, dict):
        said = ", ".join(f"{name}: {limit}" for name, limit in value.items())
    else:
        said = f"{value:,}" if isinstance(value, int | float) else str(value)
    return said, finding.note or ""
