"""Agent: a coding CLI as data, read from its agent.toml."""

import difflib
import hashlib
import json
from pathlib import Path, PurePosixPath
from string import Template
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from proxy.call import Dialect
from runner.plugin import Plugin
from tasks import toml

FROZEN = ConfigDict(frozen=True, extra="forbid")

AGENTS = Path(__file__).parent / "agents"

# What `${name}` may ask for: given for one cell (endpoint without /v1), and from agent.toml. Each is there as
# `${name_json}` too, escaped to stand inside a JSON string.
GIVEN = ("bin", "model", "prompt", "endpoint", "token", "home", "workspace")
SETTINGS = ("context", "max_output")
# The place in a command where plugins put their arguments; nothing stands there without them.
PLUGIN_ARGS = "${plugin_args}"
OFFERED = {f"{name}{suffix}" for name in GIVEN + SETTINGS for suffix in ("", "_json")}


class Install(BaseModel):
    """Where it comes from: a venv of requirements.txt or an npm prefix of package-lock.json, both beside agent.toml."""

    model_config = FROZEN
    kind: Literal["pip", "npm"]
    package: str
    python: str | None = Field(
        default=None,
        pattern=r"^>=3\.\d+(,<3\.\d+)?$",
        description="versions it runs on, e.g. '>=3.10,<3.13'; absent: npm",
    )
    command: str = Field(description="the executable's name in the prefix's bin folder")
    version_args: tuple[str, ...] = Field(
        default=("--version",), description="what makes the command name its version; absent: --version"
    )
    scripts: tuple[str, ...] = Field(
        default=(), description="npm packages whose install scripts run; absent: none does"
    )


class Run(BaseModel):
    """How it is started; `${name}` is filled in with one of OFFERED."""

    model_config = FROZEN
    command: tuple[str, ...]
    terminal: Literal["pty", "pipe"] = Field(description="pipe: it prints JSON, which a terminal would wrap")


class Agent(BaseModel):
    """One agent; `files` are written below its fresh HOME before it starts."""

    model_config = FROZEN
    folder: Path
    name: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    version: str
    homepage: str
    dialect: Dialect
    context_window: int = Field(gt=0, description="tokens it is told the model has")
    max_output: int = Field(gt=0, description="tokens it is told the model may answer with")
    leaves: tuple[str, ...] = Field(description="globs of what it leaves in the workspace by itself")
    install: Install
    run: Run
    env: dict[str, str]
    files: dict[str, str]
    plugins: dict[str, Plugin] = Field(default={}, description="variants it offers, by name; absent: none")
    wiring: str = Field(description="shell lines that point this agent at an endpoint by hand, for the page")

    @field_validator("files")
    @classmethod
    def _below_home(cls, files: dict[str, str]) -> dict[str, str]:
        for path in files:
            if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
                raise ValueError(f"{path!r} is not below HOME; write a relative path without '..'")
        return files

    @model_validator(mode="after")
    def _asks_for_what_is_offered(self) -> Self:
        of_plugins = (text for plugin in self.plugins.values() for text in plugin.texts)
        own = (part for part in self.run.command if part != PLUGIN_ARGS)
        for text in (*own, *self.env.values(), *self.files.values(), *of_plugins):
            template = Template(text)
            unknown = sorted({*template.get_identifiers()} - OFFERED)
            if unknown or not template.is_valid():
                what = f"asks for ${{{unknown[0]}}}" if unknown else "has a lone $ (write $$)"
                raise ValueError(f"{text!r} {what}; there are: {', '.join(GIVEN + SETTINGS)}")
        return self

    @model_validator(mode="after")
    def _has_a_place_for_arguments(self) -> Self:
        wanting = [name for name, plugin in self.plugins.items() if plugin.args]
        if wanting and self.run.command.count(PLUGIN_ARGS) != 1:
            raise ValueError(
                f"plugin {wanting[0]!r} has args; put {PLUGIN_ARGS!r} once into run.command, in their place"
            )
        return self

    @property
    def locks(self) -> tuple[Path, ...]:
        """The files that pin what is installed."""
        names = ("requirements.txt",) if self.install.kind == "pip" else ("package.json", "package-lock.json")
        return tuple(self.folder / name for name in names)


class Start(BaseModel):
    """What starts an agent: everything filled in for one cell."""

    model_config = FROZEN
    command: tuple[str, ...]
    env: dict[str, str]
    files: dict[str, str]


def load(folder: Path) -> Agent:
    """The agent in `folder`; ValueError names the file and the mend when it is malformed."""
    agent = toml.read(Agent, folder / "agent.toml", folder=folder)
    if agent.name != folder.name:
        raise ValueError(f"{folder}/agent.toml: name is {agent.name!r}; write {folder.name!r}, its folder's name")
    return agent


def all_agents() -> tuple[Agent, ...]:
    """Every agent of the kit, by name: each folder of runner/agents/ that holds an agent.toml."""
    return tuple(load(path.parent) for path in sorted(AGENTS.glob("*/agent.toml")))


def find(name: str) -> Agent:
    """The agent called `name`; ValueError with near names and the list when there is none."""
    agents = {path.parent.name: path.parent for path in sorted(AGENTS.glob("*/agent.toml"))}
    if name in agents:
        return load(agents[name])
    near = difflib.get_close_matches(name, agents, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise ValueError(f"no agent is called {name!r}; {hint}there are: {', '.join(agents)}")


def digest(agent: Agent) -> str:
    """sha256 of agent.toml and its lock files: what makes two installs and starts the same."""
    total = hashlib.sha256()
    for path in (agent.folder / "agent.toml", *agent.locks):
        content = path.read_bytes()
        total.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def start(agent: Agent, **given: str) -> Start:
    """The agent's command, environment and files with the values of GIVEN filled in."""
    plain = {**given, "context": str(agent.context_window), "max_output": str(agent.max_output)}
    offered = plain | {f"{name}_json": json.dumps(value)[1:-1] for name, value in plain.items()}
    return Start(
        command=tuple(fill(part, offered) for part in agent.run.command if part != PLUGIN_ARGS),
        env={name: fill(text, offered) for name, text in agent.env.items()},
        files={path: fill(text, offered) for path, text in agent.files.items()},
    )


def fill(text: str, offered: dict[str, str]) -> str:
    """`text` with its `${name}` filled in; KeyError when it asks for a name that is not offered."""
    return Template(text).substitute(offered)
