"""`make agents-table`: every agent in sealed cells; prints docs/agents-measured.md.

One with the scripted model and one whose key is wrong: a minute an agent, once its image is built. Exits with 1 where
an agent did not do the task, or a token is missing.
"""

import json
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from runner.agent import Agent, all_agents
from runner.building import Building
from runner.docker.engine import connect
from runner.images import agent_image, built, ensure, toolchains_image
from scorers.blast_radius import score
from store import bundle
from store.bundle import Bundle
from tests.cab.command import cab
from tests.endpoints import answering
from tests.engine import take_ours

TASK = "polyglot/python-reverse-string"
PATIENCE_S = 20

OPENING = """# The agents, measured

What `make agents-table` printed on {date} ({machine}): each agent in a sealed cell (`cab run`),
with the scripted model and its task `{task}`.

*overhead s*: the agent's own seconds less the model's. *first*: its first request. *401*: its exit code when every
answer is a 401, *killed* when it still asked after {patience} s. *leaves*: changes that nobody asked for.
*MB*: its image, and how much of that is its own.

| agent | version | speaks | calls | tokens in | out | overhead s | first | exit | 401 | leaves | MB | own MB |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


def cell(agent: Agent, folder: Path, *more: str) -> Bundle:
    """One sealed cell of the agent; RuntimeError with what the kit said where it left no bundle."""
    done = cab("run", "--tui", agent.name, "--task", TASK, "--out", folder, "--json", *more)
    bundles = sorted(folder.rglob("bundle.json"))
    if not bundles:
        raise RuntimeError(f"{agent.name}: no bundle, exit code {done.returncode}:\n{done.stderr[-2000:]}")
    return bundle.read(bundles[0].parent)


def sizes(agent: Agent, building: Building) -> tuple[float, float]:
    """MB of the agent's image, and of what is its own in it."""
    engine = connect().client
    whole, under = built(agent_image(agent, building), engine), built(toolchains_image(building), engine)
    if whole is None or under is None:
        raise RuntimeError(f"{agent.name}: its image is not in the engine after a cell of it; was it removed?")
    return whole.bytes / 1e6, (whole.bytes - under.bytes) / 1e6


def row(agent: Agent, well: Bundle, refused: Bundle, building: Building) -> str:
    """One line of the table."""
    calls = well.evidence.calls
    ended, wrong = well.evidence.cell.exit, refused.evidence.cell.exit
    assert ended is not None
    assert wrong is not None
    model_ms = sum(call.ms.total or 0 for call in calls)
    strays = score(well.evidence).detail["unexpected_changes"]
    whole, own = sizes(agent, building)
    columns = (
        agent.name,
        agent.version,
        agent.dialect,
        len(calls),
        sum(call.usage.input or 0 for call in calls),
        sum(call.usage.output or 0 for call in calls),
        f"{(ended.active_ms - model_ms) / 1000:.1f}",
        f"{calls[0].request.bytes / 1000:.0f} kB, {calls[0].tools or 'no'} tools",
        ended.exit_code,
        "killed" if wrong.exit_code is None else wrong.exit_code,
        ", ".join(strays) or "nothing",
        f"{whole:.0f}",
        f"{own:.0f}",
    )
    return f"| {' | '.join(map(str, columns))} |\n"


def sound(well: Bundle, refused: Bundle) -> bool:
    """Whether the agent did the task with every call's tokens known, and a refused key is the endpoint's failure."""
    grade, calls = well.evidence.grade, well.evidence.calls
    known = all(call.usage.source == "upstream" for call in calls)
    return bool(grade and grade.status == "passed" and calls and known) and (
        refused.evidence.cell.outcome == "endpoint_failed"
    )


def main(names: list[str]) -> int:
    """Prints the page, of the agents named or of all; 1 when an agent did not do what it must."""
    take_ours()
    building, wrong = Building.of(os.environ), []
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[2]:.0f}"
    sys.stdout.write(OPENING.format(date=datetime.now(UTC).date(), machine=machine, task=TASK, patience=PATIENCE_S))
    for agent in [found for found in all_agents() if not names or found.name in names]:
        ensure(agent_image(agent, building), partial(print, file=sys.stderr))  # which may take minutes
        with tempfile.TemporaryDirectory() as folder:
            well = cell(agent, Path(folder) / "well")
            with answering("401") as endpoint:
                aim = ("--endpoint", endpoint, "--key", "sk-wrong", "--model", "m", "--timeout", str(PATIENCE_S))
                refused = cell(agent, Path(folder) / "refused", *aim)
            sys.stdout.write(row(agent, well, refused, building))
            sys.stdout.flush()
            if not sound(well, refused):
                wrong.append(agent.name)
    if wrong:
        sys.stderr.write(f"not as they must be: {json.dumps(wrong)}\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
