"""Badge: one cell's composite as a small SVG."""

from html import escape

from report import axes
from report.text import line
from store.bundle import Bundle

CHARACTER = 6.4  # advance of one character of 11 px DejaVu/Verdana, a little wide so that nothing is cut
LIMIT = 80  # characters of agent and model together; a longer name is cut in the middle


def title(bundle: Bundle) -> str:
    """The badge in words, e.g. `CodingAgentBench: aider × m 92% (provisional)`."""
    return f"CodingAgentBench: {subject(bundle)} {verdict(bundle)}"


def subject(bundle: Bundle) -> str:
    """Agent × model, short enough for a badge."""
    identity = bundle.evidence.cell.identity
    text = line(f"{identity.tui} \u00d7 {identity.model}")
    return text if len(text) <= LIMIT else f"{text[: LIMIT // 2]}\u2026{text[-LIMIT // 2 + 1 :]}"


def verdict(bundle: Bundle) -> str:
    """The score, or that there is none, with its mark."""
    cell = bundle.evidence.cell
    mark = " (rehearsal)" if cell.kind == "rehearsal" else " (provisional)" if cell.provisional else ""
    return (axes.percent(bundle.scores) or "not scored") + mark


def render(bundle: Bundle) -> str:
    """The badge as an SVG document."""
    left, right = f"CodingAgentBench: {subject(bundle)}", verdict(bundle)
    cell = bundle.evidence.cell
    scored = axes.percent(bundle.scores) is not None
    colour = "#5b6472" if not scored else "#8a5a00" if cell.provisional or cell.kind == "rehearsal" else "#1f6f4a"
    first, second = (round(len(text) * CHARACTER + 16) for text in (left, right))
    width, middle = first + second, first + second / 2
    half, words = first / 2, escape(title(bundle))
    fit = 'lengthAdjust="spacingAndGlyphs"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="22" role="img" aria-label="{words}">
<title>{words}</title>
<clipPath id="r"><rect width="{width}" height="22" rx="4"/></clipPath>
<g clip-path="url(#r)">
<rect width="{first}" height="22" fill="#24292f"/>
<rect x="{first}" width="{second}" height="22" fill="{colour}"/>
</g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" text-anchor="middle">
<text x="{half:.1f}" y="15" textLength="{first - 16}" {fit}>{escape(left)}</text>
<text x="{middle:.1f}" y="15" textLength="{second - 16}" {fit}>{escape(right)}</text>
</g>
</svg>
"""
