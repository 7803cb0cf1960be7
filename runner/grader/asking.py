"""Asking a candidate all its questions, and what it answered."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from runner.grader.child import Limits, running
from runner.grader.languages import Bench, Ready
from runner.grader.protocol import Answer, Question, answer, ask

MEMORY = 2 << 30
LAST_WORDS = 400


class Silence(NamedTuple):
    """Why no answer came, or none that can be understood."""

    reason: str


def answers(ready: Ready, bench: Bench, questions: Sequence[Question], seconds: float) -> list[Answer | Silence]:
    """One answer or silence a question, in their order; after the first silence nothing more is asked."""
    heard: list[Answer | Silence] = []
    with running(ready.command, bench.folder, bench.env, Limits(MEMORY)) as child:
        for question in questions:
            token = secrets.token_hex(8)
            try:
                heard.append(answer(child.line(ask(question, token), seconds), token))
            except (TimeoutError, EOFError, ValueError) as error:
                said = child.tail(child.stderr).strip()[-LAST_WORDS:]
                heard.append(Silence(f"{error}{': ' if said else ''}{said}"))
                break
        else:
            heard = heard if not child.pending else [Silence("answered more than it was asked")]
    return heard + [Silence("not asked any more")] * (len(questions) - len(heard))
