"""What the driver is asked: the task's fixed cases, and those drawn from a seed."""

import subprocess
import sys
from typing import Self

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator

from runner.grader.protocol import Answer, Question, Raised, Value
from tasks.task import Task


class Drawn(BaseModel):
    """One line that grading/inputs.py prints."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    call: str
    args: list[object]


class Fixed(Drawn):
    """One case of grading/cases.json: it has either a value (null counts) or a raises."""

    value: object = None
    raises: str | None = None

    @model_validator(mode="after")
    def _one_right_answer(self) -> Self:
        if ("value" in self.model_fields_set) == (self.raises is not None):
            raise ValueError("a case has either a value or a raises")
        return self

    @property
    def answer(self) -> Answer:
        """What is right."""
        return Value(self.value) if self.raises is None else Raised(self.raises)


def fixed(task: Task) -> list[tuple[Question, Answer]]:
    """The fixed cases with their right answers; ValueError when cases.json does not fit."""
    path = task.grading_folder / "cases.json"
    try:
        cases = TypeAdapter(list[Fixed]).validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ValueError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    return [(Question(case.name, case.call, case.args, seeded=False), case.answer) for case in cases]


def drawn(task: Task, seed: int) -> list[Question]:
    """The seeded questions, as the task's grading/inputs.py prints them, one a line; RuntimeError when it does not."""
    script = task.grading_folder / "inputs.py"
    command = [sys.executable, "-I", "-S", "-B", str(script), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env={}, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{script} ended with {done.returncode}: {done.stderr[-1000:]}")
    cases = [Drawn.model_validate_json(line) for line in done.stdout.splitlines()]
    return [Question(case.name, case.call, case.args, seeded=True) for case in cases]
