"""Options: what `cab check` and `cab run` are both asked, and how it is read."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cab.traffic import traffic, traffic_options

if TYPE_CHECKING:
    from cab.plan import Options

Command = TypeVar("Command", bound=Callable[..., Any])

DEMO_AGENT = "mini-swe-agent"
DEMO_TASK = "polyglot/python-reverse-string"
BODIES = Path("bodies")  # in each bundle

COMMON = (
    click.option("--tui", default=DEMO_AGENT, show_default=True, help="The agent; `cab agents` lists them."),
    click.option("--model", help="The model's name at the endpoint."),
    click.option(
        "--endpoint", envvar="CAB_ENDPOINT", help="Base URL of an OpenAI-compatible endpoint (or CAB_ENDPOINT)."
    ),
    click.option("--key", envvar="CAB_KEY", help="The endpoint's key; better by CAB_KEY, which `ps` does not show."),
    click.option("--task", default=DEMO_TASK, show_default=True, help="A task's id, or the path of a task's folder."),
    click.option("--runs", default=1, show_default=True, type=click.IntRange(1), help="How many runs."),
    click.option("--run", type=click.IntRange(1), help="The run's number; default: the next free one."),
    click.option("--timeout", type=click.FloatRange(0, min_open=True), help="Seconds; default: the task's time limit."),
    click.option("--out", default="runs", show_default=True, type=click.Path(path_type=Path), help="Where bundles go."),
    click.option(
        "--json",
        "as_json",
        is_flag=True,
        help="Print one JSON object a run instead of tables, and one of several runs.",
    ),
    click.option("--open", "open_page", is_flag=True, help="Open the cell's page in the browser."),
    click.option(
        "--plugin", multiple=True, help="A variant the agent offers; `cab agents` lists them. Can be repeated."
    ),
    traffic_options,
    click.option("--bodies", is_flag=True, help="Keep the bodies of requests and answers in the bundle."),
)


def common_options(command: Command) -> Command:
    """Adds the options to a verb, which gets them as keywords."""
    for option in reversed(COMMON):
        command = option(command)
    return command


def options(given: dict[str, Any]) -> "Options":
    """A verb's keywords, read; ValueError where one cannot be understood."""
    from cab.plan import Options

    calls = traffic(given, BODIES if given.pop("bodies") else None)
    return Options(**given, traffic=calls)
