"""The report of a mutant's symptom, as a user would write it: which calls give what, and what is right."""

import json
from typing import Any

from runner.grader.protocol import Answer, Raised
from runner.mutation.about import About
from runner.mutation.making import Made

# What drivers tell beside what a function returns.
BESIDE = {"arguments": "leaves its arguments as `{arguments}`", "text": "writes `{text}`"}


def title(made: Made, about: About) -> str:
    """One line for people."""
    return f"{made.shown.calls[made.reported[0]].entry.name} of {about.package} answers wrongly"


def prompt(made: Made, about: About) -> str:
    """What the agent is asked; never where the fault is."""
    name = made.shown.calls[made.reported[0]].entry.name
    lines = [
        f"`{name}` of {about.package} gives wrong answers. Some that I came across (arguments and answers as JSON):",
        "",
    ]
    for place in made.reported:
        call, wrong = made.shown.calls[place], made.shown.answers[place]
        args = ", ".join(_spelled(each) for each in call.args)
        lines.append(f"- `{call.entry.name}({args})` {_says(wrong)}; right is that it {_says(call.answer)}")
    told = "No test that you have shows it" if made.hidden else "The tests fail, too, and they are right as they are"
    lines += [
        "",
        f"These are examples, others are wrong in the same way. {told}.",
        "Please find the cause in the sources and mend it there. What is right stays as it is; leave the tests alone.",
    ]
    return "\n".join(lines) + "\n"


def difficulty(made: Made) -> str:
    """By what shows it: how many of the calls, and whether the fault is in what is called or behind it."""
    calls = made.shown.calls
    share = len(made.shown.differing) / len(calls)
    level = (share < 0.3) + (share < 0.05)
    behind = made.shown.function.call not in {calls[place].entry.call for place in made.reported}
    coupled = len(made.shown.mutation.edits) > 1
    return ("easy", "medium", "hard")[min(2, level + (behind or coupled or bool(made.hidden)))]


def _says(answer: Answer) -> str:
    if isinstance(answer, Raised):
        return f"raises `{answer.name}`"
    beside = next((words for key, words in BESIDE.items() if _keys(answer.value) == {"returned", key}), "")
    if not beside:
        return f"gives `{_spelled(answer.value)}`"
    told = {name: _spelled(value) for name, value in answer.value.items()}
    return f"gives `{told['returned']}` and {beside.format(**told)}"


def _keys(value: Any) -> set[str]:
    return set(value) if isinstance(value, dict) else set()


def _spelled(value: Any) -> str:
    """As JSON; half of a surrogate pair, which is no text that can be written, stays escaped."""
    return json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace").decode()
