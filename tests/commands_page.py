"""docs/commands.md as the commands themselves describe it; `make docs` writes it, a test compares."""

import sys
from collections.abc import Iterator

import click

from cab.main import cab

OPENING = """# Commands

Every command as `--help` prints it (this page is written by `make docs`, a test keeps it fresh).

Exit codes of `cab check`, `cab run` and `run-cell`:
0 the cell ended as a measurement of agent and model (completed, timed out,
budget exhausted, agent crashed), whatever its score · 2 bad input, no Docker engine, or a wall that does not stand ·
3 the endpoint failed or cannot be reached · 4 the agent never reached the model, or the kit or the machine failed ·
130 interrupted. Of several runs it is the highest. `cab doctor`: 0 an agent of the kit will work on the endpoint ·
2 bad input · 3 none will. Every other verb: 0 well, 1 what it checked is not well, 2 bad input.

Settings from the environment, all optional:

| variable | meaning |
| --- | --- |
| `CAB_ENDPOINT` | the endpoint's base URL, where `--endpoint` is not given |
| `CAB_KEY` | the endpoint's key, where `--key` is not given; it stays in the proxy's memory |
| `CAB_PORT` | the port of `cab proxy`, where `--port` is not given |
| `CAB_CACHE` | the folder that agents are installed into; else `$XDG_CACHE_HOME/cab`, else `~/.cache/cab` |
| `CAB_BASE_IMAGE` | what images are built on; else `debian:bookworm-slim` |
| `CAB_TRIXIE_IMAGE` | where OpenHands' image takes a later Python from; else `debian:trixie-slim` |
| `CAB_BUILD_NETWORK` | the network of builds, `host` where containers reach no registry; else the engine's own |
"""


def commands(command: click.Command, ctx: click.Context) -> Iterator[click.Context]:
    """The context of `command` and of every command below it, in order."""
    yield ctx
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            assert below is not None, name
            yield from commands(below, click.Context(below, info_name=name, parent=ctx))


def page() -> str:
    """The whole page."""
    parts = [OPENING]
    for ctx in commands(cab, click.Context(cab, info_name="cab", terminal_width=100)):
        ctx.terminal_width = 100
        parts.append(f"\n## `{ctx.command_path}`\n\n```text\n{ctx.get_help().rstrip()}\n```\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
