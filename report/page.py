"""Page: one finished cell as a single HTML file that needs no network."""

from base64 import b64encode
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from report import account, axes, badge, calls, cast, commands, diff, figure, player, text, timeline, tokens
from runner.cell import MEASURED, Cell, Outcome
from scorers import blast_radius, latency, measured, words
from store import atomic
from store.bundle import Bundle

TEMPLATES = Path(__file__).parent / "templates"
CALLS, CASES, PATHS = 500, 500, 500  # rows shown; the rest is in the bundle's files
BLOCK = 40_000  # characters of one block of text

OUTCOMES: dict[Outcome, str] = {
    "completed": "the agent ended by itself",
    "timed_out": "the agent was stopped at its deadline",
    "budget_exhausted": "the agent used up what it was allowed to spend",
    "agent_crashed": "the agent ended with a failure of its own",
    "endpoint_failed": "the endpoint failed, so this says nothing of agent and model",
    "no_model_calls": "the agent never reached the model, so there is nothing to score",
    "infra_failed": "the kit or the machine failed, so this says nothing of agent and model",
}


def render(bundle: Bundle, *, wiring: str | None = None, player_folder: Path = player.FOLDER) -> str:
    """The cell's page; `wiring`: the shell lines that point this agent at an endpoint by hand, None: not known."""
    using = player.find(player_folder)
    facts = {**_cell(bundle), **_records(bundle), "wiring": wiring, "player": using}
    css = _asset("page.css") + (using.css if using else "")
    js = _asset("page.js")
    scripts = [using.js, js] if using else [js]
    page = _environment().get_template("page.html.j2")
    return page.render(
        **facts,
        style=_inline(css, "style"),
        scripts=[_inline(script, "script") for script in scripts],
        policy=_policy(css, scripts, wasm=using is not None),
    )


def write(bundle: Bundle, *, wiring: str | None = None) -> Path:
    """Writes page.html and badge.svg beside the bundle's files; the path of the page."""
    atomic.put(bundle.folder / "badge.svg", badge.render(bundle).encode())
    page = bundle.folder / "page.html"
    atomic.put(page, render(bundle, wiring=wiring).encode())
    return page


def _cell(bundle: Bundle) -> dict[str, Any]:
    """What the page says of the cell as a whole."""
    cell = bundle.evidence.cell
    return {
        "bundle": bundle,
        "cell": cell,
        "evidence": bundle.evidence,
        "marks": marks(cell),
        "measured": cell.outcome in MEASURED,
        "meaning": OUTCOMES[cell.outcome],
        "axes": axes.shown(bundle.scores),
        "budget": account.budget(cell.spent),
        "duration_ms": (cell.ended_at - cell.started_at).total_seconds() * 1000,
        "served": sorted({call.model.served for call in bundle.evidence.calls if call.model.served is not None}),
        "plugins": commands.plugins(cell),
        "check": commands.check(cell),
        "run": commands.run(cell),
        "image": commands.image(cell),
        "docker": commands.docker(cell),
        "embed": commands.embed(bundle),
        "badge": b64encode(badge.render(bundle).encode()).decode(),
        "badge_title": badge.title(bundle),
    }


def _records(bundle: Bundle) -> dict[str, Any]:
    """What the page shows of the bundle's files, each bounded."""
    made = bundle.evidence.calls
    shown = calls.rows(made)[:CALLS]
    return {
        "sums": tokens.sums(made),
        "sources": tokens.sources(made),
        "calls": shown,
        "account": account.facts(made),
        "model_ms": latency.summed(latency.model_ms(call) for call in made),
        "rows": {row.call.seq for row in shown},
        "timeline": timeline.read(bundle.spans),
        "playback": cast.read(bundle.cast),
        "diff": diff.read(bundle.diff),
        "expected": set(blast_radius.expected(bundle.evidence.cell)),
        "left": partial(blast_radius.left, cell=bundle.evidence.cell),
        "claims": words.claimed(bundle.evidence, measured.verdict(bundle.evidence))["claims"],
        "limit": {"calls": CALLS, "cases": CASES, "paths": PATHS},
    }


def marks(cell: Cell) -> tuple[str, ...]:
    """What must stand wherever the score stands."""
    rehearsal = (axes.REHEARSAL,) if cell.kind == "rehearsal" else ()
    unsafe = (axes.UNSAFE,) if cell.container is not None and cell.container.unsafe else ()
    unsealed = (axes.UNSEALED,) if cell.settings.get("sandbox") == "one container" else ()
    return (*rehearsal, *unsafe, *unsealed, *((axes.PROVISIONAL,) if cell.provisional else ()))


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=text.finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["BLOCK"] = BLOCK
    environment.filters.update(
        clock=figure.clock,
        count=figure.count,
        duration=figure.duration,
        short=figure.short,
        island=text.island,
        line=text.line,
        plain=text.plain,
        shorten=text.shorten,
    )
    return environment


def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _inline(source: str, element: str) -> Markup:
    """Our own source as an element's content; ValueError when it would end the element or open a comment."""
    if f"</{element}" in source.lower() or "<!--" in source or "\r" in source:
        raise ValueError(f"a {element} of the page holds `</{element}`, `<!--` or a carriage return")
    return Markup(source)  # noqa: S704 - a file of this project or of the pinned player, checked above


def _policy(css: str, scripts: list[str], *, wasm: bool) -> str:
    """No network, no script or style but those whose digest stands here."""
    code = " ".join([*map(_digest, scripts), *(["'wasm-unsafe-eval'"] if wasm else [])])
    rules = (
        f"script-src {code}",
        f"style-src {_digest(css)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(("default-src 'none'", *rules))


def _digest(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"
