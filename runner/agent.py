"""Agent: a coding CLI as data, read from its agent.toml."""

from pathlib import Path
from string import Template
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from proxy.call import Dialect
from tasks import toml

FROZEN = ConfigDict(frozen=True, extra="forbid")

AGENTS = Path(__file__).parent / "agents"


class Install(BaseModel):
    """Where it comes from: a venv of requirements.txt or an npm prefix of package-lock.json, both beside agent.toml."""

    model_config = FROZEN
    kind: Literal["pip", "npm"]
    package: str
    python: str | None = Field(default=None, description="versions it runs on, e.g. '>=3.10,<3.13'; absent: npm")
    command: str = Field(description="the executable's name in the prefix's bin folder")


class Run(BaseModel):
    """How it is started; `${name}` is filled in: bin, model, prompt, endpoint, token, home, workspace, context."""

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
    context_window: int = Field(description="tokens it is told the model has")
    leaves: tuple[str, ...] = Field(description="globs of what it leaves in the workspace by itself")
    install: Install
    run: Run
    env: dict[str, str]
    files: dict[str, str]
    wiring: str = Field(description="shell lines that point this agent at an endpoint by hand, for the page")


def load(folder: Path) -> Agent:
    """The agent in `folder`; ValueError names the file and the mend when it is malformed."""
    return toml.read(Agent, folder / "agent.toml", folder=folder)


def fill(text: str, values: dict[str, str]) -> str:
    """`text` with its `${name}` filled in; KeyError when it asks for a name that is not offered."""
    return Template(text).substitute(values)
