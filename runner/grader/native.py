"""The task's native test suite over the candidate, from pristine copies."""

from runner.evidence import Native
from runner.grader.bench import Bench
from tasks.task import Task


def native(task: Task, bench: Bench) -> Native:
    """The suite's command run in `code`, where the task's own tests lie; its exit code alone makes no verdict."""
    done = bench.run(task.grading.native, "code", task.grading.native_timeout_s)
    return Native(
        command=task.grading.native,
        passed=done.exit_code == 0,
        exit_code=done.exit_code,
        timed_out=done.timed_out,
        stdout_tail=done.stdout_tail,
        stderr_tail=done.stderr_tail,
    )
