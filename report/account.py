"""Account: what a cell's model calls come to, a sentence a fact."""

from collections import Counter
from collections.abc import Iterable

from proxy.call import Call
from report import calls as tables
from report import figure
from report.text import line, shorten
from runner.cell import Spent
from scorers import latency
from scorers.used import Used, Waste, used, wasted

ERROR = 200  # characters shown of one

WASTE: dict[Waste, str] = {
    "refused": "refused by the proxy",
    "failed": "failed attempts",
    "aborted": "left by the agent",
    "duplicate": "duplicates",
    "title": "titles",
    "compaction": "compaction",
    "quota_probe": "quota probes",
}


def facts(calls: tuple[Call, ...]) -> dict[str, str]:
    """What the calls come to, a sentence a fact; what there is nothing of is left out."""
    of, asked = used(calls), [call for call in calls if call.dialect != "other"]
    said = {
        "calls": _calls(of, asked),
        "errors": _each(shorten(line(call.error), ERROR, "the journal") for call in asked if call.error is not None),
        "tokens": _tokens(of),
        "estimated": _estimated(of),
        "cost": _dollars(of),
        "time": _time(calls),
        "model": _each(row.model for row in tables.rows(asked)),
        "translated": _each(row.dialect for row in tables.rows(asked) if row.call.spoken),
        "changed": _each(what for call in calls for what in dict.fromkeys(map(line, call.request.altered))),
        "waste": _waste(calls),
    }
    return {name: text for name, text in said.items() if text}


def budget(spent: dict[str, Spent]) -> dict[str, str]:
    """What was used of each limit of a budget."""
    return {line(name): _share(of) for name, of in spent.items()}


def _share(of: Spent) -> str:
    besides = f", besides {figure.many(of.unmeasured, 'call')} that did not say" if of.unmeasured else ""
    return f"{figure.amount(of.used)} used of {figure.amount(of.limit)}{besides}"


def _calls(of: Used, asked: list[Call]) -> str:
    logical = len({call.logical for call in asked})
    again = f", {len(asked) - logical} of them sent again" if logical < len(asked) else ""
    free = f", {len(of.free)} turned down without using a token" if of.free else ""
    return f"{figure.many(of.calls, 'model call')}{again}{free}"


def _tokens(of: Used) -> str:
    counted = len(of.counted)
    if not counted:
        return f"none of {figure.many(len(of.unknown), 'call')} said how many" if of.unknown else "none were used"
    about = figure.ABOUT if of.estimated else ""
    given, cached, made = (
        sum(each or 0 for each in column)
        for column in zip(*((c.usage.input, c.usage.cache_read, c.usage.output) for c in of.counted), strict=True)
    )
    cache = f" ({cached:,} cached)" if cached else ""
    partly = f"; a part: {figure.many(len(of.unknown), 'call')} said none" if of.unknown else ""
    return f"{about}{given:,} in{cache} + {about}{made:,} out, of {figure.many(counted, 'call')}{partly}"


def _estimated(of: Used) -> str:
    if not of.estimated:
        return ""
    by = ", ".join(sorted({line(call.usage.tokenizer or "an unnamed tokenizer") for call in of.estimated}))
    what = f"{len(of.estimated)} of {figure.many(len(of.counted), 'call')}"
    return f"the tokens of {what}, whose usage the endpoint did not report; counted by {by}"


def _dollars(of: Used) -> str:
    paid = [call for call in (*of.counted, *of.unknown) if call.cost is not None]
    if not paid:
        return ""
    priced = [call for call in paid if call.cost and call.cost.source == "prices"]
    whole = figure.dollars(sum(call.cost.usd for call in paid if call.cost), priced=bool(priced))
    by = "as the endpoint said" if not priced else f"{len(priced)} of them by a price list"
    partly = len(of.counted) + len(of.unknown) - len(paid)
    without = f"; a part: the price of {figure.many(partly, 'call')} is not known" if partly else ""
    return f"{whole}, of {figure.many(len(paid), 'call')}, {by}{without}"


def _time(calls: tuple[Call, ...]) -> str:
    if not calls:
        return ""
    own = latency.summed(call.ms.proxy for call in calls)
    at = latency.summed(latency.model_ms(call) for call in calls)
    waited = latency.summed(call.ms.waited for call in calls)
    turn = f", waited {figure.duration(waited)} for a turn" if waited is None or waited >= 1 else ""
    return f"model {figure.duration(at)}{turn}, proxy {figure.duration(own)}"


def _waste(calls: tuple[Call, ...]) -> str:
    return "; ".join(f"{WASTE[why]}: {_spent(of)}" for why, of in wasted(calls).items())


def _spent(of: Used) -> str:
    tokens = sum(call.usage.total or 0 for call in of.counted)
    about = figure.ABOUT if of.estimated else ""
    said = f", {about}{figure.many(tokens, 'token')}" if of.counted else ", no tokens" if not of.unknown else ""
    unknown = f", {len(of.unknown)} of which said none" if of.unknown else ""
    return f"{figure.many(of.calls, 'call')}{said}{unknown}"


def _each(what: Iterable[str]) -> str:
    return ", ".join(f"{name} ({figure.many(number, 'call')})" for name, number in Counter(what).most_common())
