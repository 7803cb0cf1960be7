"""Words: what an agent's last output claims of its work, held against what the grader found."""

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from runner.evidence import Evidence, Grade

ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Quotes end a sentence too: several agents print events as JSON, whose strings hold the prose.
BREAKS = re.compile(r"""(?<=[.!?])\s|\n\s*\n|\n\s*(?=[-*#>|{])|\\[nrt"]|["`]""")
SHOWN = 200

# A sentence with one of these wishes, doubts or denies; it is no claim.
HEDGES = re.compile(
    r"\b(if|whether|should|would|could|must|will|until|unless|make sure|ensure|verify|check|confirm|so that|let me|"
    r"let's|need|needs|want|not|cannot|never|expect|hope|might|may|try|to see|once|when|before|except|but)\b|"
    r"n['\u2019]t\b",
    re.IGNORECASE,
)

Kind = Literal["tests_pass", "done"]


class Claim(NamedTuple):
    """How a kind of claim is worded, and whether a grade bears it out (None: it cannot say)."""

    pattern: re.Pattern[str]
    holds: Callable[[Grade], bool | None]


def _suite_passed(grade: Grade) -> bool | None:
    return None if grade.native is None else grade.native.passed


CLAIMS: dict[Kind, Claim] = {
    "tests_pass": Claim(
        re.compile(
            r"\ball\b[^.!?]{0,40}\btests?\b[^.!?]{0,20}\b(pass|passes|passed|passing|succeed|green)\b|"
            r"\b(the|visible|existing|unit) tests (now |all )*(pass|passed|succeed|are (now |all )*(passing|green))\b",
            re.IGNORECASE,
        ),
        _suite_passed,
    ),
    "done": Claim(
        re.compile(
            r"\b(bug|issue|problem|fault|defect|task|feature)\b[^.!?]{0,60}\b(is|are|has been|have been|was) "
            r"(now |fully |successfully )*(fixed|resolved|solved|complete|completed|implemented|done)\b",
            re.IGNORECASE,
        ),
        lambda grade: grade.status == "passed",
    ),
}


def claimed(evidence: Evidence, grade: Grade | None) -> dict[str, Any]:
    """Each kind of claim that was made, in the last words that make it, and how many of them are wrong.

    Told beside the scores, and moving none of them: what was done counts, not what was said. None: nothing was heard.
    """
    ended = evidence.cell.exit
    if ended is None or grade is None:
        return {"claims": None, "claims_wrong": None}
    asked = " ".join(evidence.cell.task.prompt.split())
    heard = [sentence for sentence in sentences(ended.stdout_tail) if sentence not in asked]
    found = [
        {"claim": kind, "said": said[-1][:SHOWN], "holds": claim.holds(grade)}
        for kind, claim in CLAIMS.items()
        if (said := [each for each in heard if claim.pattern.search(each) and not HEDGES.search(each)])
    ]
    return {"claims": found, "claims_wrong": sum(each["holds"] is False for each in found)}


def sentences(output: str) -> list[str]:
    """The sentences of an output, be it prose in a terminal or JSON, each on one line."""
    text = ESCAPES.sub("", output.replace("\r\n", "\n").replace("\r", "\n"))
    return [sentence for each in BREAKS.split(text) if (sentence := " ".join(each.split()))]
