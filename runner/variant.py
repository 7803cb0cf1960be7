"""Variant: an agent with plugins applied, and what became of each that was asked for."""

import hashlib
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from runner.agent import PLUGIN_ARGS, Agent
from runner.plugin import Plugin

FROZEN = ConfigDict(frozen=True, extra="forbid")

FACTORY = "factory"


class Stack(BaseModel):
    """The plugins of one cell; none of them is how the agent comes from its makers."""

    model_config = FROZEN
    applied: tuple[str, ...] = Field(default=(), description="by name, in their order")
    skipped: dict[str, str] = Field(default={}, description="name to the reason")
    args: tuple[str, ...] = Field(default=(), description="as agent.toml has them, not filled in")
    env_keys: tuple[str, ...] = Field(default=(), description="the names alone: a value may hold the token")
    files: tuple[str, ...] = ()
    digest: str | None = Field(default=None, description="sha256 of all that was applied; null: nothing was")

    @property
    def mode(self) -> str:
        """`factory`, or what was applied."""
        return "+".join(self.applied) or FACTORY

    @property
    def settings(self) -> dict[str, object]:
        """What a bundle says of it."""
        said: dict[str, object] = {"plugin_stack": list(self.applied), "behavior_mode": self.mode}
        return said | ({"plugins_skipped": self.skipped} if self.skipped else {})

    @property
    def span(self) -> dict[str, object]:
        """What the span `applied_plugins` says of it."""
        return {
            "count": len(self.applied) + len(self.skipped),
            "applied": list(self.applied),
            "applied_count": len(self.applied),
            "skipped": self.skipped,
            "skipped_count": len(self.skipped),
            "extra_args": list(self.args),
            "plugin_env_keys": list(self.env_keys),
            "plugin_files": list(self.files),
        }


def vary(agent: Agent, names: Sequence[str], has: Callable[[str], bool]) -> tuple[Agent, Stack]:
    """The agent with its plugins `names` applied in their order; `has` says whether a program is on its PATH.

    ValueError when one is not offered, or two set the same: a cell that is half what was asked for is not run.
    """
    chosen = {name: _offered(agent, name) for name in names}
    skipped = {name: why for name, plugin in chosen.items() if (why := _why_not(plugin, has))}
    applied = {name: plugin for name, plugin in chosen.items() if name not in skipped}
    _no_clash(agent, applied)
    args = tuple(arg for plugin in applied.values() for arg in plugin.args)
    env = {key: text for plugin in applied.values() for key, text in plugin.env.items()}
    files = {path: text for plugin in applied.values() for path, text in plugin.written.items()}
    at = agent.run.command.index(PLUGIN_ARGS) if args else 0
    command = (*agent.run.command[:at], *args, *agent.run.command[at:])
    varied = agent.model_copy(
        update={
            "run": agent.run.model_copy(update={"command": command}),
            "env": agent.env | env,
            "files": agent.files | files,
        }
    )
    stack = Stack(
        applied=tuple(applied),
        skipped=skipped,
        args=args,
        env_keys=tuple(env),
        files=tuple(files),
        digest=_digest(args, env, files) if applied else None,
    )
    return varied, stack


def _offered(agent: Agent, name: str) -> Plugin:
    if name not in agent.plugins:
        there = f"it offers {', '.join(agent.plugins)}" if agent.plugins else "it offers none"
        raise ValueError(f"{agent.name} has no plugin {name!r}; {there}")
    return agent.plugins[name]


def _why_not(plugin: Plugin, has: Callable[[str], bool]) -> str | None:
    missing = [program for program in plugin.needs if not has(program)]
    return f"{', '.join(missing)}: not on the agent's PATH" if missing else None


def _no_clash(agent: Agent, applied: dict[str, Plugin]) -> None:
    taken = dict.fromkeys(agent.files, "the agent itself")
    for name, plugin in applied.items():
        for what in (*plugin.env, *plugin.written):
            if what in taken:
                raise ValueError(f"plugin {name!r} sets {what}, as {taken[what]} does; leave one of them out")
            taken[what] = f"plugin {name!r}"


def _digest(args: tuple[str, ...], env: dict[str, str], files: dict[str, str]) -> str:
    total = hashlib.sha256()
    for part in (*args, *(text for pair in (*env.items(), *files.items()) for text in pair)):
        total.update(f"{len(part.encode())} ".encode() + part.encode())
    return total.hexdigest()
