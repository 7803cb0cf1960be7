"""pass_rate: whether the grader found the task done."""

from runner.evidence import Evidence
from scorers import measured
from scorers.partial import partial
from scorers.score import Score, Unscored


def score(evidence: Evidence) -> Score | Unscored:
    """1 or 0; exit code and output are those of the native test suite, which alone never makes a pass."""
    grade, verdict = evidence.grade, measured.verdict(evidence)
    native = grade.native if grade else None
    share, why_whole = partial(verdict)
    passed = None if verdict is None else int(verdict.status == "passed")
    detail = {
        "pass": passed,
        "exit_code": native.exit_code if native else None,
        "timed_out": native.timed_out if native else None,
        "stdout_tail": native.stdout_tail if native else None,
        "stderr_tail": native.stderr_tail if native else None,
        "partial_score": share,
        "reason": grade.reason if grade else None,
        "cases_passed": sum(case.passed for case in grade.cases) if grade else None,
        "cases_run": len(grade.cases) if grade else None,
        "native_passed": native.passed if native else None,
        "partial_reason": why_whole,
        "parts": [part.model_dump() for part in grade.parts] if grade else None,
    }
    return measured.axis("pass_rate", passed, detail, measured.why_no_verdict(evidence))
