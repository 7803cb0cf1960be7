"""The task's native test suite over the candidate, from pristine copies."""

from runner.evidence import Native
from runner.grader.child import run
from runner.grader.languages import Bench
from tasks.task import Task


def native(task: Task, bench: Bench) -> Native:
    """The suite's command run in `bench.code`, where the task's own tests lie; its exit code alone makes no verdict."""
    done = run(bench.real(task.grading.native), bench.code, bench.env, task.grading.native_timeout_s)
    return Native(
        command=task.grading.native,
        passed=done.exit_code == 0,
        exit_code=done.exit_code,
        timed_out=done.timed_out,
        stdout_tail=done.stdout_tail,
        stderr_tail=done.stderr_tail,
    )
