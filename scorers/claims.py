"""Claims: where a cell's scores say something else than its evidence gives."""

import json
from typing import Any

from scorers.score import Score, Scores

SHOWN = 80  # characters of a claim that is told of


def unfounded(said: Scores, given: Scores) -> list[str]:
    """Each figure and reason of `said` that `given`, scored from the evidence just now, has otherwise."""
    if [each.axis for each in said.axes] != [each.axis for each in given.axes]:
        return ["does not have the seven axes, each once and in their order"]
    claims, right = _claims(said), _claims(given)
    # What is not said is not held against it: a later version of the kit may say more.
    return [
        f"{name} is {_brief(claim)}, its evidence gives {_brief(right.get(name, 'nothing of the kind'))}"
        for name, claim in sorted(claims.items())
        if claim != right.get(name)
    ]


def _claims(scores: Scores) -> dict[str, str]:
    claims: dict[str, str] = {}
    for each in scores.axes:
        claims |= _flat(each.axis, each.value if isinstance(each, Score) else f"unscored: {each.reason}")
        claims |= _flat(f"{each.axis}.detail", each.detail)
    return claims


def _flat(name: str, value: Any) -> dict[str, str]:
    if isinstance(value, dict) and value:
        return {key: text for below in value for key, text in _flat(f"{name}.{below}", value[below]).items()}
    # To twelve digits: the last ones may differ from machine to machine.
    return {name: f"{value:.12g}" if isinstance(value, float) else json.dumps(value)}


def _brief(claim: str) -> str:
    return claim if len(claim) <= SHOWN else f"{claim[:SHOWN]}…"
