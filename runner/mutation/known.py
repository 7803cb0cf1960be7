"""What is known of the original: calls of its plain entries, and what it answers to them whenever it is asked."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from runner.grader.asking import Silence
from runner.grader.languages import Broken
from runner.grader.protocol import Answer, Question, Raised, Value, alike
from runner.mutation import draw
from runner.mutation.draw import chance
from runner.mutation.function import Function, Kind
from runner.mutation.workshop import Ask, Workshop

PER_ENTRY, TOTAL = 60, 3000  # calls
LONGEST_ANSWER = 4000  # characters, as JSON
BY_ITSELF = (
    "The grader builds by commands of its own, without a Makefile's flags and a package's features (docs/mutate.md, "
    "What it needs): the sources have to build so, too. Where the fault is in the driver, it is the kit's"
)
RESTARTS = 40  # after calls that were not answered
CLOCK = re.compile(
    rb"\b(now|today|localtime|gmtime|utcnow|clock_gettime|currentTimeMillis|time\.time|monotonic|perf_counter)\(|Date\.now"
    rb"|new Date\(\)|SystemTime::|Instant::|time\.Now|time\(NULL\)|time\(0\)"
)


class Call(NamedTuple):
    """One call and the right answer to it."""

    entry: Function
    args: list[Any]
    answer: Answer

    @property
    def question(self) -> Question:
        """It, as the driver is asked."""
        return Question(self.entry.call, self.entry.call, self.args, seeded=False)


class Known(NamedTuple):
    """The calls that are answered alike each time, entry by entry, and why entries are not among them."""

    calls: tuple[Call, ...]
    dropped: dict[str, str]  # an entry's call: the reason


Asked = tuple[Function, list[Any]]


def known(shop: Workshop, entries: Sequence[Function], examples: dict[str, list[list[Any]]], seed: str) -> Known:
    """Asks the original; ValueError where it does not build with the driver."""
    dropped = {entry.call: "its file reads the clock" for entry in entries if _reads_the_clock(shop, entry)}
    wanted = [entry for entry in entries if entry.call not in dropped]
    asked = [
        (entry, args) for entry in wanted for args in _arguments(entry, examples.get(entry.call, []), seed, len(wanted))
    ]
    with shop.built(shop.repo.files) as ask:
        if isinstance(ask, Broken):
            raise ValueError(  # noqa: TRY004 - what was given, not a type
                f"{shop.repo.folder}: with the driver that the grader asks it by, it {ask.reason}\n{BY_ITSELF}"
            )
        first = patient(ask, asked)
        again = list(range(len(asked)))
        chance(seed).shuffle(again)  # in another order, so that what one call leaves to another shows
        second = dict(zip(again, patient(ask, [asked[place] for place in again]), strict=True))
    said: dict[str, list[tuple[Call, bool]]] = defaultdict(list)
    for place, ((entry, args), answer) in enumerate(zip(asked, first, strict=True)):
        other = second[place]
        if not isinstance(answer, Silence) and not isinstance(other, Silence):
            said[entry.call].append((Call(entry, args, answer), alike(answer, other)))
    kept: list[Call] = []
    for entry in wanted:
        calls, reason = _kept(said[entry.call])
        kept += calls
        if reason:
            dropped[entry.call] = reason
    return Known(tuple(kept), dropped)


def patient(ask: Ask, asked: Sequence[Asked]) -> list[Answer | Silence]:
    """An answer or a silence to each; after a silence the rest is asked anew, but for the entry that was silent."""
    heard: list[Answer | Silence] = []
    mute: set[str] = set()
    waiting, starts = list(enumerate(asked)), 0
    said: dict[int, Answer | Silence] = {}
    while waiting and starts < RESTARTS:
        starts += 1
        questions = [Question(entry.call, entry.call, args, seeded=False) for _, (entry, args) in waiting]
        for (place, (entry, _)), answer in zip(waiting, ask(questions), strict=True):
            said[place] = answer
            if isinstance(answer, Silence):
                mute.add(entry.call)
                break
        waiting = [(place, each) for place, each in waiting if place not in said and each[0].call not in mute]
    heard += [said.get(place, Silence("not asked")) for place in range(len(asked))]
    return heard


def _kept(said: Sequence[tuple[Call, bool]]) -> tuple[list[Call], str | None]:
    if not said:
        return [], "it is not answered in time, or nothing is known to call it with"
    if not all(stable for _, stable in said):
        return [], "its answers differ from run to run"
    plain = [call for call, _ in said if call.answer != Raised("NotPlainError") and _short(call.answer)]
    values = [call for call in plain if isinstance(call.answer, Value)]
    if len({json.dumps(call.answer.value) for call in values}) < 2:  # type: ignore[union-attr]  # they are values
        return [], "its answers are no plain values, or always the same"
    raised = [call for call in plain if isinstance(call.answer, Raised)]
    return values + raised[: len(values) // 3], None


def _short(answer: Answer) -> bool:
    return isinstance(answer, Raised) or len(json.dumps(answer.value)) <= LONGEST_ANSWER


def _arguments(entry: Function, examples: list[list[Any]], seed: str, entries: int) -> list[list[Any]]:
    """The examples, and what is drawn from them; each once."""
    most = max(12, min(PER_ENTRY, TOTAL // entries))
    drawn = entry_of(entry, [(1, each) for each in examples], weight=1)
    made = examples[: most // 2]
    if examples or drawn["kinds"] is not None:
        made = made + [args for _, args in draw.calls([drawn], f"{seed} {entry.call}", 2 * most)]
    return list({json.dumps(args): args for args in made}.values())[:most]


def entry_of(entry: Function, examples: list[tuple[int, list[Any]]], weight: int) -> dict[str, Any]:
    """The entry as draw.py takes it."""
    kinds = entry.parameters or ()
    typed = None if any(_holds_any(kind) for kind in kinds) else [spoken(kind) for kind in kinds]
    told = [[each, args] for each, args in examples]
    return {"call": entry.call, "weight": weight, "required": entry.required, "kinds": typed, "examples": told}


def spoken(kind: Kind) -> dict[str, Any]:
    """A kind as draw.py takes it."""
    said: dict[str, Any] = {"sort": kind.sort, "of": [spoken(each) for each in kind.of]}
    if kind.sort == "integer" and kind.bits:
        said["low"] = -(1 << kind.bits - 1) if kind.signed else 0
        said["high"] = (1 << kind.bits - kind.signed) - 1
    return said


def _holds_any(kind: Kind) -> bool:
    return kind.sort == "any" or any(_holds_any(each) for each in kind.of)


def _reads_the_clock(shop: Workshop, entry: Function) -> bool:
    return bool(CLOCK.search(shop.repo.files[entry.path].content))
