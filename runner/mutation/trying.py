"""Trying: one function's mutants, one by one, until enough of them are worth a task."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from runner.grader.asking import Silence
from runner.grader.languages import Broken
from runner.grader.protocol import Answer, Question, Raised, alike
from runner.mutation.draw import chance
from runner.mutation.function import Function
from runner.mutation.grammar import gone
from runner.mutation.known import Call, Known, patient
from runner.mutation.operators import Mutation, mutations
from runner.mutation.source import applied
from runner.mutation.suites import tally
from runner.mutation.workshop import Ask, Workshop

TRIES = 16  # mutants of one function
NOT_PLAIN = Raised("NotPlainError")  # of the grader's driver, and so nothing that a user could report
TOO_MANY = 0.5  # of the suite's tests: a mutant that fails more of them is found at a glance
FEWEST = 2  # calls that show it
GLARING = 0.8  # of the calls that reach it
ASKED = 3  # times, a mutant: what hangs on the order of a set, or on chance, seldom shows at the second time
TELLING = 40  # bytes: a longer body is nobody else's by chance
REASONS = {
    "nothing": "nothing in it can be mutated",
    "copied": "it stands in another file, too, which would give its mending away",
    "uncovered": "the tests pass without the function's body",
    "unreached": "no plain call shows the function's absence",
    "uncompiled": "it does not compile",
    "crash": "no call at all is answered any more, or one ends the program",
    "hang": "the tests, or a call, are not done in time",
    "fickle": "its answers differ from run to run",
    "unshown": "no plain call shows it",
    "single": "one plain call alone shows it",
    "glaring": "nearly every call shows it",
    "survivor": "the tests pass, too: it is perhaps no fault",
    "obvious": "it fails more than half of the tests",
    "duplicate": "its answers are those of one that was taken already",
    "alone": "nothing else can be done wrong in that function, so that no wrong solution can be shipped",
    "rare": "drawn calls show it too rarely",
    "wild": "calls drawn for it are not answered in time, or not alike each time, by the original either",
    "stateful": "what shows it, or shows a wrong solution of it, hangs on the calls before",
    "unhidden": "the tests that fail cannot be taken out of the workspace",
}


class Shown(NamedTuple):
    """A mutant that the tests kill, and what plain calls show of it."""

    function: Function
    mutation: Mutation
    content: bytes  # of the mutated file
    calls: tuple[Call, ...]  # all that reach the function
    answers: tuple[Answer, ...]  # the mutant's, call by call
    failed: int | None  # tests that fail; None: the suite does not say how many
    said: str  # the end of what the suite said

    @property
    def differing(self) -> list[int]:
        """Where the mutant's answers are wrong."""
        return _differing(self.calls, self.answers)

    @property
    def signature(self) -> str:
        """The same for mutants that answer alike."""
        said = [(call.entry.call, call.args, answer) for call, answer in zip(self.calls, self.answers, strict=True)]
        return sha256(
            json.dumps([each for place, each in enumerate(said) if place in set(self.differing)]).encode()
        ).hexdigest()


Outcome = Shown | str  # a key of REASONS


class Reached(NamedTuple):
    """A function whose absence the tests notice, and the calls that do."""

    function: Function
    calls: tuple[Call, ...]
    waiting: tuple[Mutation, ...]  # its mutants, in the order in which they are tried
    absent: bytes  # its file without the body
    missed: Call  # one that shows that


def reached(shop: Workshop, function: Function, known: Known, seed: str) -> Reached | str:
    """Whether tests and plain calls notice that the body is gone; a key of REASONS where not."""
    source = shop.repo.files[function.path].content
    with shop.parsing:
        made = list(mutations(source, function, shop.repo.grammar))
    if not made:
        return "nothing"
    if _copied(shop, function):
        return "copied"
    absent = applied(source, [gone(source, function, shop.repo.grammar)])
    files = shop.with_file(function.path, absent)
    with shop.built(files) as ask:
        if isinstance(ask, Broken):
            return "uncompiled"
        heard = patient(ask, [(call.entry, call.args) for call in known.calls])
    missed = [
        call
        for call, answer in zip(known.calls, heard, strict=True)
        if isinstance(answer, Silence) or not alike(call.answer, answer)
    ]
    if not missed:
        return "unreached"
    if shop.suite(files).exit_code == 0:
        return "uncovered"
    chance(f"{seed} {function.path} {function.name} {function.start}").shuffle(made)
    noticed = {call.entry.call for call in missed}
    calls = tuple(call for call in known.calls if call.entry.call in noticed)
    return Reached(function, calls, tuple(made[:TRIES]), absent, missed[0])


def _copied(shop: Workshop, function: Function) -> bool:
    """Whether the function's body stands in another file of the workspace as it is: a build's, a backup."""
    files = shop.repo.files
    body = files[function.path].content[function.body_start : function.body_end].strip()
    return len(body) > TELLING and any(body in file.content for path, file in files.items() if path != function.path)


def tried(shop: Workshop, found: Reached, mutation: Mutation) -> Outcome:
    """The mutant, when the tests kill it and plain calls show it; a key of REASONS where not."""
    content = applied(shop.repo.files[found.function.path].content, mutation.edits)
    answers = wrong_answers(shop, found, content)
    if isinstance(answers, str):
        return answers
    wrong = len(_differing(found.calls, answers))
    if wrong < FEWEST or wrong > GLARING * len(answers):
        return "single" if wrong < FEWEST else "glaring"
    done = shop.suite(shop.with_file(found.function.path, content))
    if not done.exit_code:
        return "survivor" if done.exit_code == 0 else "hang"  # or it floods
    count = tally(f"{done.stderr_tail}\n{done.stdout_tail}")
    if count and count.tests >= 4 and count.failed > TOO_MANY * count.tests:
        return "obvious"
    said = f"{done.stdout_tail}\n{done.stderr_tail}"
    return Shown(found.function, mutation, content, found.calls, answers, count.failed if count else None, said)


def wrong_answers(shop: Workshop, found: Reached, content: bytes) -> tuple[Answer, ...] | str:
    """What the function's file, so changed, answers, where some is wrong.

    A key of REASONS where nothing is wrong, or not everything is answered, or not alike each time.
    """
    with shop.built(shop.with_file(found.function.path, content)) as ask:
        if isinstance(ask, Broken):
            return "uncompiled"
        questions = [call.question for call in found.calls]
        said = _answered(ask, questions)
        if isinstance(said, str):
            return said
        for _ in range(ASKED - 1):
            again = _answered(ask, questions)
            if isinstance(again, str) or not all(map(alike, said, again)):
                return "fickle"
    return said if _differing(found.calls, said) else "unshown"


def _answered(ask: Ask, questions: Sequence[Question]) -> tuple[Answer, ...] | str:
    heard = ask(questions)
    answers = tuple(answer for answer in heard if not isinstance(answer, Silence))
    if len(answers) == len(heard):
        return answers
    silence = heard[len(answers)]
    return "hang" if isinstance(silence, Silence) and "time limit" in silence.reason else "crash"


def _differing(calls: Sequence[Call], answers: Sequence[Answer]) -> list[int]:
    pairs = zip(calls, answers, strict=True)
    return [place for place, (call, said) in enumerate(pairs) if said != NOT_PLAIN and not alike(call.answer, said)]
