"""Commands: what a reader types to run a cell again, or to embed it."""

import re
import shlex
from html import escape
from typing import Any
from urllib.parse import quote

from report import badge
from report.text import line
from runner.cell import Cell
from store.bundle import Bundle

KEYS = 'export CAB_ENDPOINT="$YOUR_ENDPOINT"\nexport CAB_KEY="$YOUR_KEY"'

LIMITS = ("memory", "cpus", "pids")  # of the agent's container, by setting and option


def word(text: str) -> str:
    """One argument of a shell line that stays one line whatever it holds."""
    return shlex.quote(line(text))


def joined(first: str, *options: str) -> str:
    """A command with each option on a line of its own."""
    return " \\\n  ".join((first, *options))


def plugins(cell: Cell) -> list[str]:
    """The plugins that were applied; none where a stranger's bundle says something else than a list."""
    stack = cell.settings.get("plugin_stack")
    return [str(name) for name in stack] if isinstance(stack, list) else []


def flags(cell: Cell) -> list[str]:
    """The options of `cab check`, `cab run` and `run-cell` that name this cell."""
    timeout = cell.settings.get("timeout_s")
    model = [] if cell.kind == "rehearsal" else [f"--model {word(cell.identity.model)}"]
    limit = [f"--timeout {timeout:g}"] if isinstance(timeout, int | float) else []
    own = ["--from-path"] if cell.settings.get("from_path") is True else []
    skipped = cell.settings.get("plugins_skipped")
    asked = [*plugins(cell), *(skipped if isinstance(skipped, dict) else ())]
    varied = [f"--plugin {word(str(name))}" for name in asked]
    named = [f"--tui {word(cell.identity.tui)}", *model, f"--task {word(cell.identity.task_id)}", *limit]
    return [*named, *varied, *own, *_traffic(cell.settings)]


def _traffic(settings: dict[str, Any]) -> list[str]:
    """The options that say what became of calls on their way."""
    spoken = settings.get("speaks")
    said = {
        "--speaks": ",".join(map(str, spoken)) if isinstance(spoken, list) else None,
        "--budget": settings.get("budget"),
        "--concurrency": settings.get("concurrency"),
        "--per-minute": settings.get("per_minute"),
        "--per-cell": settings.get("per_cell"),
        "--fault": settings.get("faults"),
    }
    flags_ = {"--allow-hosted-tools": settings.get("allow_hosted_tools"), "--bodies": settings.get("bodies")}
    given = [f"{option} {word(str(value))}" for option, value in said.items() if value]
    return given + [option for option, value in flags_.items() if value]


def check(cell: Cell) -> str:
    """The `cab check` that runs this cell again; a rehearsal needs no endpoint."""
    command = joined("cab check", *flags(cell))
    if cell.kind == "rehearsal":
        return f"{command}\n# no endpoint given: a rehearsal with the built-in scripted model, not a measurement"
    return f"{KEYS}\n\n{command}\n# provisional score \u2014 not for citation"


def run(cell: Cell) -> str | None:
    """The `cab run` that runs this cell again, in containers with the same limits; None: it was not run in one."""
    if cell.container is None:
        return None
    limits = [f"--{name} {word(_size(cell.settings[name]))}" for name in LIMITS if name in cell.settings]
    runtime = [f"--runtime {word(str(cell.settings['runtime']))}"] if cell.settings.get("runtime") else []
    unsafe = ["--unsafe"] if cell.container.unsafe else []
    command = joined("cab run", *flags(cell), *limits, *runtime, *unsafe)
    return command if cell.kind == "rehearsal" else f"{KEYS}\n\n{command}"


def image(cell: Cell) -> str | None:
    """How a reader comes to the exact image: it is pulled, or built where it is in no registry; None: there is none."""
    if cell.image is None:
        return None
    if cell.image_digest is not None:
        return f"docker pull {word(cell.image_digest)}"
    built = f"cab images build {word(cell.identity.tui)}"
    return f"{built}\n# gives {line(cell.image)}, named by all that it is built from; it is in no registry"


def docker(cell: Cell) -> str | None:
    """The docker lines that run it in one container; None: it was not run in any."""
    if cell.image is None and cell.settings.get("sandbox") != "one container":
        return None
    built = f"IMAGE=$(cab images build --kit {word(cell.identity.tui)} | cut -d' ' -f1)"
    options = ("-e CAB_ENDPOINT", "-e CAB_KEY", '"$IMAGE"', "run-cell")
    command = joined("docker run --rm", *options, *(f"  {flag}" for flag in flags(cell)))
    keys = [] if cell.kind == "rehearsal" else [KEYS]
    return "\n".join([built, *keys, "", command, "# one container: not sealed, provisional \u2014 not for citation"])


def _size(value: Any) -> str:
    """Bytes as `--memory` takes them, as short as they can be said."""
    for unit, size in (("g", 1024**3), ("m", 1024**2)):
        if isinstance(value, int) and value >= size and value % size == 0:
            return f"{value // size}{unit}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def embed(bundle: Bundle) -> dict[str, str]:
    """Badge and link as Markdown and HTML, with paths relative to the runs folder: nothing is hosted."""
    folder = quote(str(bundle.evidence.cell.identity.folder))
    words = badge.title(bundle)
    marked = re.sub(r"([\\`*_\[\]<>!&])", r"\\\1", words)
    page, picture = f"{folder}/page.html", f"{folder}/badge.svg"
    return {
        "markdown": f"[![{marked}]({picture})]({page})",
        "html": f'<a href="{escape(page)}"><img src="{escape(picture)}" alt="{escape(words)}"></a>',
    }
