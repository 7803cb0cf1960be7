"""Making a task of a mutant: wrong solutions, fixed cases, and draws that show it whatever the seed."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

from runner.grader.asking import Silence
from runner.grader.languages import Broken
from runner.grader.protocol import Question, Raised, alike
from runner.mutation import draw
from runner.mutation.about import slug
from runner.mutation.draw import chance
from runner.mutation.hiding import hidden
from runner.mutation.known import Call, Known, entry_of
from runner.mutation.source import applied
from runner.mutation.trying import Reached, Shown, wrong_answers
from runner.mutation.workshop import Workshop

SEEDS, DRAWN = 8, 40  # drawn on trial; a grading draws DRAWN from one seed of its own
WRONG, LOOKED_AT = 2, 10  # wrong solutions wanted, and mutants looked at for them
REPORTED, DIFFERING, ALIKE, ELSEWHERE = 3, 9, 8, 4  # fixed cases, by what they are for
EXAMPLES, NEIGHBOURS = 15, 4  # that inputs.py draws from: calls of an entry, and entries that do not show the mutant


class Wrong(NamedTuple):
    """A wrong solution."""

    name: str
    content: bytes  # of the mutated file
    shown: Call  # a call that it answers wrongly


class Made(NamedTuple):
    """All that a task says beyond the repository."""

    shown: Shown
    reported: tuple[int, ...]  # places of shown.calls that the prompt tells of
    cases: tuple[Call, ...]
    entries: list[dict[str, Any]]  # for inputs.py
    wrong: tuple[Wrong, ...]
    share: float  # of the drawn calls on trial that the mutant answers wrongly
    hidden: tuple[str, ...]  # tests that leave the workspace


def made(shop: Workshop, known: Known, found: Reached, shown: Shown, *, hide: bool) -> Made | str:
    """What the task is made of; a key of trying.REASONS where none can be made."""
    wrong = _wrong(shop, found, shown)
    if len(wrong) < WRONG:
        return "alone"
    entries = _entries(known, shown)
    share = _share(shop, shown, entries)
    if isinstance(share, str):
        return share
    reported = _reported(shown)
    cases = _cases(known, shown, reported, wrong)
    if not _holds(shop, shown, cases, len(reported), wrong):
        return "stateful"
    away = hidden(shop, shown) if hide else ()
    if hide and not away:
        return "unhidden"
    return Made(shown, reported, cases, entries, wrong, share, away)


def _holds(shop: Workshop, shown: Shown, cases: Sequence[Call], reported: int, wrong: Sequence[Wrong]) -> bool:
    """Whether the cases, asked as a grader asks them, tell right from wrong: an answer may hang on the calls before it.

    The original gets all right, the mutant those wrong that are reported, which stand first, and the wrong ones any.
    """
    right = _right(shop, shop.repo.files[shown.function.path].content, shown, cases)
    mutant = _right(shop, shown.content, shown, cases)
    return (
        all(right)
        and not any(mutant[:reported])
        and not any(all(_right(shop, one.content, shown, cases)) for one in wrong)
    )


def _right(shop: Workshop, content: bytes, shown: Shown, cases: Sequence[Call]) -> list[bool]:
    """Case by case, whether the function's file with that content answers rightly."""
    with shop.built(shop.with_file(shown.function.path, content)) as ask:
        if isinstance(ask, Broken):
            return [False] * len(cases)
        said = ask([call.question for call in cases])
    return [
        not isinstance(answer, Silence) and alike(call.answer, answer) for call, answer in zip(cases, said, strict=True)
    ]


def _wrong(shop: Workshop, found: Reached, shown: Shown) -> tuple[Wrong, ...]:
    """Other mutants of the function that answer otherwise, alone or beside it; else the function without its body."""
    wrong: list[Wrong] = []
    seen = [shown.answers]
    for name, content in islice(_otherwise(shop, found, shown), LOOKED_AT):
        if len(wrong) == WRONG:
            return tuple(wrong)
        answers = wrong_answers(shop, found, content)
        if isinstance(answers, str) or answers in seen:
            continue
        seen.append(answers)
        place = next(place for place, said in enumerate(answers) if not alike(found.calls[place].answer, said))
        wrong.append(Wrong(f"{len(wrong) + 1}-{name}", content, found.calls[place]))
    if len(wrong) < WRONG:
        wrong.append(Wrong(f"{len(wrong) + 1}-not-done", found.absent, found.missed))
    return tuple(wrong)


def _otherwise(shop: Workshop, found: Reached, shown: Shown) -> Iterator[tuple[str, bytes]]:
    """The function's file with other mutations, by their name, and then with others beside the mutant's own."""
    source = shop.repo.files[found.function.path].content
    others = [each for each in found.waiting if each.edits != shown.mutation.edits]
    for beside in ((), shown.mutation.edits):
        for mutation in others:
            with suppress(ValueError):  # they may overlap
                yield slug(mutation.operator), applied(source, (*beside, *mutation.edits))


def _entries(known: Known, shown: Shown) -> list[dict[str, Any]]:
    """What inputs.py draws from: mostly calls beside those that show the mutant."""
    luck = chance(shown.signature)
    wrong = set(shown.differing)
    showing = {shown.calls[place].entry.call: shown.calls[place].entry for place in sorted(wrong)}
    others = {call.entry.call: call.entry for call in known.calls if call.entry.call not in showing}
    chosen = {name: others[name] for name in sorted(luck.sample(sorted(others), min(NEIGHBOURS, len(others))))}
    made_of = []
    for name, entry in (showing | chosen).items():
        telling = [(4, shown.calls[place].args) for place in sorted(wrong) if shown.calls[place].entry.call == name]
        reaching = [
            (1, each.args) for place, each in enumerate(shown.calls) if place not in wrong and each.entry.call == name
        ]
        plain = [(1, each.args) for each in known.calls if each.entry.call == name] if name in chosen else reaching
        some = [luck.sample(each, min(EXAMPLES, len(each))) for each in (telling, plain)]
        weight = max(1, 12 // len(showing)) if name in showing else 1
        made_of.append(entry_of(entry, [*some[0], *some[1]], weight))
    return made_of


def _share(shop: Workshop, shown: Shown, entries: list[dict[str, Any]]) -> float | str:
    """Of drawn calls, the share that the mutant gets wrong; a reason where a draw would make no fair question."""
    drawn = [draw.calls(entries, str(seed), DRAWN) for seed in range(SEEDS)]
    questions = [Question(call, call, args, seeded=True) for each in drawn for call, args in each]
    with shop.built(shop.repo.files) as ask:
        if isinstance(ask, Broken):
            return "uncompiled"
        right, again = ask(questions), ask(questions)
    for one, other in zip(right, again, strict=True):
        if isinstance(one, Silence) or isinstance(other, Silence) or not alike(one, other):
            return "wild"
    with shop.built(shop.with_file(shown.function.path, shown.content)) as ask:
        if isinstance(ask, Broken):
            return "uncompiled"
        said = ask(questions)
    wrong = [isinstance(answer, Silence) or not alike(known, answer) for known, answer in zip(right, said, strict=True)]  # type: ignore[arg-type]  # no silence is left
    if not all(any(wrong[DRAWN * seed : DRAWN * (seed + 1)]) for seed in range(SEEDS)):
        return "rare"
    return sum(wrong) / len(wrong)


def _reported(shown: Shown) -> tuple[int, ...]:
    """The calls that the prompt tells of: such as are to give something, the shortest first, as a user reports them."""

    def length(place: int) -> tuple[bool, int, int]:
        call = shown.calls[place]
        raised = isinstance(call.answer, Raised)
        return raised, len(json.dumps([call.args, call.answer, shown.answers[place]])), place

    return tuple(sorted(shown.differing, key=length)[:REPORTED])


def _cases(known: Known, shown: Shown, reported: Sequence[int], wrong: Sequence[Wrong]) -> tuple[Call, ...]:
    luck = chance(shown.signature)
    differing = [place for place in shown.differing if place not in reported]
    alike_ones = [place for place in range(len(shown.calls)) if place not in set(shown.differing)]
    places = [*reported, *_some(luck, differing, DIFFERING), *_some(luck, alike_ones, ALIKE)]
    entries = {call.entry.call for call in shown.calls}
    elsewhere = [call for call in known.calls if call.entry.call not in entries]
    calls = [shown.calls[place] for place in places] + _some(luck, elsewhere, ELSEWHERE) + [one.shown for one in wrong]
    return tuple({json.dumps([call.entry.call, call.args]): call for call in calls}.values())


def _some(luck: random.Random, items: list[Any], most: int) -> list[Any]:
    """Some of the items, in their order."""
    chosen = set(luck.sample(range(len(items)), min(most, len(items))))
    return [item for place, item in enumerate(items) if place in chosen]
