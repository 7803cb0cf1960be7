"""The tally of a run: what was looked at, what was dropped and why, and what tasks came of it."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from runner.mutation import report
from runner.mutation.known import Known
from runner.mutation.making import Made
from runner.mutation.repo import Repo
from runner.mutation.trying import REASONS
from runner.mutation.turn import Turn, Wanted


@dataclass
class Tally:
    """Only what a run's result rests on is counted, so that it is the same whatever ran side by side."""

    functions: int  # of the repository
    entries: int  # that answer alike each time
    looked_at: int = 0  # functions
    mutants: int = 0  # that were tried
    dropped_functions: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)  # mutants
    made: list[Made] = field(default_factory=list)

    def count(self, turn: Turn, *, first: bool) -> None:
        """Takes a turn in."""
        self.looked_at += first
        if isinstance(turn.found, str):
            self.dropped_functions[turn.found] += first
            return
        self.mutants += len(turn.outcomes)
        self.dropped.update(each for each in turn.outcomes if isinstance(each, str))


def account(repo: Repo, known: Known, tally: Tally, wanted: Wanted) -> str:
    """The text of mutate.json."""
    said: dict[str, Any] = {
        "schema": "cab/mutate/1",
        "package": repo.about.package,
        "version": repo.about.version,
        "license": repo.about.licence,
        "language": repo.grammar.name,
        "native": list(repo.native),
        "seed": wanted.seed,
        "count": wanted.tasks,
        "hide_tests": wanted.hide,
        "functions": tally.functions,
        "functions_looked_at": tally.looked_at,
        "functions_dropped": _reasons(tally.dropped_functions),
        "entries": tally.entries,
        "entries_dropped": dict(sorted(known.dropped.items())),
        "mutants": tally.mutants,
        "mutants_dropped": _reasons(tally.dropped),
        "tasks": [_task(made, number) for number, made in enumerate(tally.made, start=1)],
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _task(made: Made, number: int) -> dict[str, Any]:
    shown = made.shown
    return {
        "number": number,
        "path": shown.function.path,
        "function": shown.function.name,
        "line": shown.mutation.line,
        "operator": shown.mutation.operator,
        "coupled": shown.mutation.coupled,
        "words": shown.mutation.words,
        "difficulty": report.difficulty(made),
        "reported_by": shown.calls[made.reported[0]].entry.call,
        "calls": len(shown.calls),
        "calls_wrong": len(shown.differing),
        "drawn_wrong_share": round(made.share, 4),
        "tests_failed": shown.failed,
        "hidden": list(made.hidden),
        "wrong": [one.name for one in made.wrong],
    }


def _reasons(counted: Counter[str]) -> list[dict[str, Any]]:
    return [{"reason": REASONS[key], "count": counted[key]} for key in REASONS if counted[key]]
