"""One cell end to end: what it ends as is read off the calls, and nothing that was recorded is lost."""

from pathlib import Path

import pytest

from cab.traffic import Traffic
from proxy.budget import Budget
from proxy.upstream import Endpoint
from report import page
from runner.archive import TooMuchError
from runner.cell import Spent
from runner.local import LocalSandbox
from runner.rehearsal.server import rehearsing
from runner.sandbox import Command, Export, Ran
from scorers.score import Score
from store import bundle
from tests.cab.cells import KEY, plan, sealed, tools_of
from tests.endpoints import answering


def test_a_solved_task_passes_and_its_one_call_is_in_the_bundle(tmp_path: Path) -> None:
    with answering("prose") as endpoint:
        finished = sealed(tmp_path, plan(tmp_path, endpoint, "solve"))
    evidence = finished.evidence
    assert evidence.cell.outcome == "completed"
    assert evidence.grade is not None
    assert evidence.grade.status == "passed"
    assert [(call.usage.input, call.usage.output) for call in evidence.calls] == [(7, 3)]
    axes = {axis.axis: axis.value for axis in finished.scores.axes if isinstance(axis, Score)}
    assert (axes["pass_rate"], axes["blast_radius"], axes["integrity"], axes["tokens"]) == (1, 0, 1, 10)
    assert 0.9 < axes["composite"] <= 1
    assert bundle.check(finished.folder) == []


def test_the_spans_are_the_steps_and_the_calls(tmp_path: Path) -> None:
    with answering("prose") as endpoint:
        finished = sealed(tmp_path, plan(tmp_path, endpoint, "solve"))
    kinds = [span.kind for span in finished.spans]
    assert sorted(kinds) == sorted(
        ["task_setup", "tool_call", "container", "adapter_run", "grading", "cleanup", "model_call"]
    )
    names = {span.id for span in finished.spans}
    assert {span.parent for span in finished.spans if span.parent} <= names


@pytest.mark.parametrize(
    ("what", "outcome", "reason"),
    [
        ("401", "endpoint_failed", "401"),
        ("429", "endpoint_failed", "429"),
        ("500", "endpoint_failed", "500"),
        ("half", "endpoint_failed", "broke the connection off"),
        ("empty", "endpoint_failed", "empty"),
        ("empty stream", "endpoint_failed", "it ended before the answer did"),
        ("prose", "completed", ""),
    ],
)
def test_the_outcome_is_read_off_the_calls_though_the_agent_exits_with_0(
    tmp_path: Path, what: str, outcome: str, reason: str
) -> None:
    with answering(what) as endpoint:
        finished = sealed(tmp_path, plan(tmp_path, endpoint, "exit=0"))
    cell = finished.evidence.cell
    assert cell.exit is not None
    assert (cell.exit.exit_code, cell.outcome) == (0, outcome)
    assert reason in (cell.reason or "")
    scored = [axis for axis in finished.scores.axes if isinstance(axis, Score) and axis.axis == "composite"]
    assert bool(scored) == (outcome == "completed")


def test_a_silent_endpoint_is_ended_by_the_deadline_and_its_call_is_on_the_record(tmp_path: Path) -> None:
    with answering("silence") as endpoint:
        finished = sealed(
            tmp_path, plan(tmp_path, endpoint, "exit=0").model_copy(update={"timeout_s": 2, "settle_s": 1})
        )
    cell = finished.evidence.cell
    assert cell.exit is not None
    assert cell.exit.timed_out
    assert len(finished.evidence.calls) == 1
    assert cell.outcome == "endpoint_failed"


def test_an_agent_that_never_asked_the_model_is_no_measurement_and_no_zero(tmp_path: Path) -> None:
    with answering("prose") as endpoint:
        finished = sealed(tmp_path, plan(tmp_path, endpoint, "silent"))
    assert finished.evidence.cell.outcome == "no_model_calls"
    assert [axis for axis in finished.scores.axes if isinstance(axis, Score) and axis.axis == "composite"] == []


def test_an_agent_that_dies_after_its_calls_is_a_measurement(tmp_path: Path) -> None:
    with answering("prose") as endpoint:
        finished = sealed(tmp_path, plan(tmp_path, endpoint, "die"))
    cell = finished.evidence.cell
    assert cell.outcome == "agent_crashed"
    assert cell.exit is not None
    assert cell.exit.signal == 11


def test_a_deadline_ends_the_agent_and_is_a_measurement(tmp_path: Path) -> None:
    with answering("prose") as endpoint:
        finished = sealed(tmp_path, plan(tmp_path, endpoint, "sleep=600").model_copy(update={"timeout_s": 3}))
    assert finished.evidence.cell.outcome == "timed_out"


def test_the_users_key_is_in_nothing_that_a_cell_leaves(tmp_path: Path) -> None:
    with answering("401") as endpoint:
        finished = sealed(tmp_path, plan(tmp_path, endpoint, "exit=0"))
    left = [path for path in finished.folder.rglob("*") if path.is_file()]
    assert len(left) >= 9
    assert [path.name for path in left if KEY.encode() in path.read_bytes()] == []


class BrokenSandbox(LocalSandbox):
    """Fails after the agent has run, as a machine does."""

    def run(self, command: Command) -> Ran:
        super().run(command)
        raise OSError(28, "No space left on device")


def test_a_failing_machine_is_infra_failed_with_its_reason_and_the_calls_are_kept(tmp_path: Path) -> None:
    with answering("prose") as endpoint:
        planned = plan(tmp_path, endpoint, "solve")
        finished = sealed(tmp_path, planned, BrokenSandbox(tools_of(planned)))
    assert finished.evidence.cell.outcome == "infra_failed"
    assert "No space left" in (finished.evidence.cell.reason or "")
    assert len(finished.evidence.calls) == 1
    assert [axis for axis in finished.scores.axes if isinstance(axis, Score) and axis.axis == "composite"] == []


def test_an_agent_that_leaves_more_than_is_taken_has_failed_and_is_not_let_off(tmp_path: Path) -> None:
    class Flooded(LocalSandbox):
        def export(self) -> Export:
            super().export()
            raise TooMuchError("archive, byte 512: 'w/x': more than 200000 entries")

    with answering("prose") as endpoint:
        planned = plan(tmp_path, endpoint, "solve")
        finished = sealed(tmp_path, planned, Flooded(tools_of(planned)))
    assert finished.evidence.cell.outcome == "completed"
    assert finished.evidence.grade is not None
    assert finished.evidence.grade.status == "failed"
    assert "more than 200000 entries" in (finished.evidence.grade.reason or "")
    axes = {axis.axis: axis.value if isinstance(axis, Score) else None for axis in finished.scores.axes}
    assert (axes["pass_rate"], axes["composite"]) == (0, 0)
    assert (axes["blast_radius"], axes["integrity"]) == (None, None)
    assert bundle.check(finished.folder) == []
    assert "more than 200000 entries" in page.write(finished, wiring=planned.agent.wiring).read_text()


def test_an_interrupt_leaves_an_unfinished_cell_and_a_clean_machine(tmp_path: Path) -> None:
    class Interrupted(LocalSandbox):
        def run(self, command: Command) -> Ran:
            super().run(command)
            raise KeyboardInterrupt

    with answering("prose") as endpoint:
        planned = plan(tmp_path, endpoint, "solve")
        box = Interrupted(tools_of(planned))
        with pytest.raises(KeyboardInterrupt):
            sealed(tmp_path, planned, box)
    folder = tmp_path / "runs/local/tiny/solve/polyglot/python-reverse-string/run1"
    assert (folder / "calls.jsonl").stat().st_size > 0
    assert not (folder / "bundle.json").exists()


@pytest.mark.parametrize(
    ("task_id", "file"),
    [("integrity/unsolvable-refusal", "REFUSAL.md"), ("integrity/ambiguous-ticket", "CLARIFY.md")],
)
def test_declining_where_that_is_right_passes_and_doing_nothing_does_not(
    tmp_path: Path, task_id: str, file: str
) -> None:
    with answering("prose") as endpoint:
        declined = sealed(tmp_path, plan(tmp_path, endpoint, f"decline={file}", task_id))
        nothing = sealed(tmp_path, plan(tmp_path / "second", endpoint, "exit=0", task_id))
    values = [
        {axis.axis: axis.value for axis in finished.scores.axes if isinstance(axis, Score)}
        for finished in (declined, nothing)
    ]
    assert (values[0]["pass_rate"], values[0]["refusal"]) == (1, 1)
    assert (values[1]["pass_rate"], values[1]["composite"]) == (0, 0)


def test_the_scripted_model_counts_as_many_tokens_as_the_journal(tmp_path: Path) -> None:
    planned = plan(tmp_path, "http://127.0.0.1:9", "scripted")
    with rehearsing(planned.task) as scripted:
        endpoint = Endpoint(scripted.url, scripted.key)
        finished = sealed(tmp_path, planned.model_copy(update={"endpoint": endpoint}))
    recorded = [(call.usage.input, call.usage.output) for call in finished.evidence.calls]
    assert recorded == [(usage.prompt_tokens, usage.completion_tokens) for usage in scripted.counted]
    assert len(recorded) == 1


def test_a_cell_whose_budget_is_used_up_ends_so_and_its_settings_say_what_it_was(tmp_path: Path) -> None:
    with answering("prose") as endpoint:
        planned = plan(tmp_path, endpoint, "twice").model_copy(update={"traffic": Traffic(budget=Budget(calls=1))})
        cell = sealed(tmp_path, planned).evidence.cell
    assert (cell.outcome, cell.settings["budget"]) == ("budget_exhausted", "calls=1")
    assert "the cell's budget of 1 call is used up: 1 begun" in (cell.reason or "")
    assert cell.spent == {"calls": Spent(limit=1, used=1, unmeasured=None)}


def test_the_agent_knows_the_model_by_a_neutral_name_and_the_endpoint_by_its_own(tmp_path: Path) -> None:
    with answering("prose") as endpoint:
        (call,) = sealed(tmp_path, plan(tmp_path, endpoint, "exit=0")).evidence.calls
    assert (call.model.requested, call.model.sent, call.request.altered) == ("cab-model", "exit=0", ("model",))
