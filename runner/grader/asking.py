"""Asking a candidate all its questions, and what it answered."""

import secrets
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from runner.grader.bench import Bench
from runner.grader.languages import Ready
from runner.grader.place import Limits
from runner.grader.protocol import Answer, Question, answer, ask

MEMORY = 2 << 30
LAST_WORDS = 400


class Silence(NamedTuple):
    """Why no answer came, or none that can be understood."""

    reason: str


def answers(
    ready: Ready, bench: Bench, questions: Sequence[Question], seconds: float, known: Sequence[Answer | None] = ()
) -> list[Answer | Silence]:
    """One answer or silence a question, in their order; after the first silence nothing more is asked.

    `known`: the right answers, where they go inside with the questions. Absent: they do not.
    """
    heard: list[Answer | Silence] = []
    with bench.asked(ready.command, Limits(MEMORY)) as child:
        for question, told in zip_longest(questions, known):
            token = secrets.token_hex(8)
            try:
                heard.append(answer(child.line(ask(question, token, told), seconds), token))
            except (TimeoutError, EOFError, ValueError) as error:
                said = child.last_words.strip()[-LAST_WORDS:]
                heard.append(Silence(f"{error}{': ' if said else ''}{said}"))
                break
        else:
            heard = heard if not child.pending else [Silence("answered more than it was asked")]
    return heard + [Silence("not asked any more")] * (len(questions) - len(heard))
