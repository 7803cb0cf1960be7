"""Partial: how much of a task in parts was done, by an agent that did not do all of it."""

from runner.evidence import Grade


def partial(grade: Grade | None) -> tuple[float | None, str | None]:
    """(share of the parts, None), or (None, why there is none).

    Only a part that the untouched workspace fails counts, so doing nothing is exactly 0.
    """
    if grade is None or not grade.parts:
        return None, "the task is not graded in parts" if grade else "there is no verdict"
    if grade.status == "passed":
        return 1.0, None
    right = [part for part in grade.parts if part.passed]
    if not right:
        return 0.0, None
    counted = [part for part in grade.parts if part.counts]
    if not counted:
        return None, "every part is got right by the untouched workspace, too"
    if all(part.passed for part in counted):
        return None, f"every part that counts was got right, but not the task: {grade.reason}"
    return sum(part.passed for part in counted) / len(counted), None
