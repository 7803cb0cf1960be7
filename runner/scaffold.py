"""Scaffold: the folder of a new agent, with what only its maker can say left open."""

import re
from pathlib import Path

from runner.agent import AGENTS

# The agents whose files are the patterns, by where they come from.
PATTERNS = {"pip": "aider", "npm": "codex"}

AGENT_TOML = """\
name = "{name}"
title = "{name}"  # FILL IN: as its makers write it
version = "0.0.0"  # FILL IN: what the command itself reports
homepage = "FILL IN"
dialect = "chat"  # FILL IN: chat, responses, messages or gemini
context_window = 128000
max_output = 8192
leaves = []  # FILL IN: globs of what it leaves in the workspace by itself
wiring = '''
# YOUR_ENDPOINT: the base URL without /v1
export FILL_IN_BASE_URL="$YOUR_ENDPOINT/v1"
export FILL_IN_API_KEY="$YOUR_KEY"

{name} --model "$YOUR_MODEL_ID" "<task prompt from the cell page>" < /dev/null
'''

[install]
kind = "{kind}"
package = "FILL IN"
{python}command = "{name}"  # FILL IN: the executable's name

[run]
command = ["${{bin}}", "--model=${{model}}", "${{prompt}}"]  # FILL IN
terminal = "pipe"  # pty, where it prints no JSON

[env]
# FILL IN: what points it at the endpoint; telemetry and update checks off.
FILL_IN_BASE_URL = "${{endpoint}}/v1"
FILL_IN_API_KEY = "${{token}}"

[files]
"""


def make(name: str, kind: str, agents: Path = AGENTS) -> tuple[Path, tuple[str, ...]]:
    """Makes the folder and says what is to be done next; ValueError or FileExistsError before anything is written."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or name == "base":
        raise ValueError(f"{name!r} cannot be an agent's name; write small letters, digits and single hyphens")
    folder = agents / name
    if folder.exists():
        raise FileExistsError(f"{folder} is there already; choose another name, or remove it")
    python = 'python = ">=3.11"  # FILL IN: the versions it runs on\n' if kind == "pip" else ""
    pattern = AGENTS / PATTERNS[kind]
    dockerfile = (pattern / "Dockerfile").read_text(encoding="utf-8")
    if kind == "npm":
        dockerfile = dockerfile.replace(PATTERNS[kind], name)
    folder.mkdir()
    (folder / "agent.toml").write_text(AGENT_TOML.format(name=name, kind=kind, python=python), encoding="utf-8")
    (folder / "Dockerfile").write_text(dockerfile, encoding="utf-8")
    return folder, _steps(name, kind, folder)


def _steps(name: str, kind: str, folder: Path) -> tuple[str, ...]:
    lock = "requirements.in and requirements.txt" if kind == "pip" else "package.json and package-lock.json"
    return (
        f"{folder}/agent.toml: fill in what says FILL IN (docs/agents.md has every field)",
        f"{folder}: put {lock} there, pinned and hashed, as docs/agents.md says under 'Add one'",
        f"cab agents verify {name}: the scripted model drives it on this machine, every token accounted for",
        f"cab images build {name}: the same in an image; its Dockerfile is that of {PATTERNS[kind]}",
    )
