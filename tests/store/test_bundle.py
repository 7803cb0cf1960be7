import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from runner.cell import Spent
from scorers.score import Score
from scorers.score_cell import score
from store import bundle
from store.bundle import FILES, Parts, Seal
from tests import samples


def parts(**changes: Any) -> Parts:
    evidence = changes.pop("evidence", samples.evidence())
    made = Parts(
        evidence=evidence,
        journal=samples.journal(*evidence.calls),
        spans=samples.spans(),
        cast=samples.CAST,
        diff=samples.DIFF,
        scores=samples.scores(),
    )
    return made.model_copy(update=changes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sealed bundle."""
    bundle.write(tmp_path, parts())
    return tmp_path


def reseal(folder: Path, **changes: Any) -> None:
    """What a stranger does who changed a file: the seal is made to fit, or to be as `changes` say."""
    said = json.loads((folder / "bundle.json").read_bytes())
    said["files"] = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    (folder / "bundle.json").write_text(json.dumps({**said, **changes}))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def test_a_bundle_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    written = bundle.write(tmp_path, parts())
    assert bundle.read(tmp_path) == written
    assert written.evidence == samples.evidence()
    assert written.spans == samples.spans()
    assert (written.cast, written.diff) == (samples.CAST, samples.DIFF)
    assert written.scores == samples.scores()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*FILES, "bundle.json"])
    assert bundle.check(tmp_path) == []


def test_the_seal_keeps_the_digests_and_the_journals_count_and_head(folder: Path) -> None:
    seal = Seal.model_validate_json((folder / "bundle.json").read_bytes())
    lines = (folder / "calls.jsonl").read_bytes().splitlines()
    assert seal.journal_lines == len(lines) == 6
    assert seal.journal_head == json.loads(lines[-1])["sha256"]
    assert seal.files == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def test_line_ends_and_strange_characters_survive(tmp_path: Path) -> None:
    strange = "a\r\nb\rc\u2028d\x00e\x1b[0m\U0001f600"
    bundle.write(tmp_path, parts(diff=strange, cast=strange))
    assert bundle.read(tmp_path).diff == bundle.read(tmp_path).cast == strange


def test_a_cell_that_came_to_nothing_is_a_bundle_too(tmp_path: Path) -> None:
    cell = samples.cell(outcome="infra_failed", reason="no space left on device", exit=None)
    evidence = samples.evidence(cell=cell, manifest=None, calls=(), grade=None)
    bundle.write(tmp_path, parts(evidence=evidence, spans=(), cast="", diff="", scores=score(evidence)))
    assert bundle.read(tmp_path).evidence == evidence
    assert bundle.read(tmp_path).seal.journal_head == "0" * 64
    assert bundle.check(tmp_path) == []


def test_a_finished_cell_is_never_overwritten(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(FileExistsError, match="finished cell, which is never overwritten; take another run number"):
        bundle.write(folder, parts(diff=""))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


class PowerCutError(Exception):
    pass


@pytest.mark.parametrize("last", [*FILES, "bundle.json"])
def test_whenever_the_power_goes_the_cell_is_unfinished_never_half_sealed(tmp_path: Path, last: str) -> None:
    def crash(name: str) -> None:
        if name == last:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        bundle.write(tmp_path, parts(), before=crash)
    assert not bundle.sealed(tmp_path)
    with pytest.raises(FileNotFoundError, match="has no seal"):
        bundle.read(tmp_path)
    bundle.write(tmp_path, parts())
    assert bundle.check(tmp_path) == []


def test_calls_made_side_by_side_may_end_in_another_order_than_they_began(tmp_path: Path) -> None:
    second, first = samples.chained(samples.call(2), samples.call(1))
    evidence = samples.evidence(calls=(first, second))
    made = bundle.write(tmp_path, parts(evidence=evidence, journal=samples.journal(second, first)))
    assert [call.seq for call in made.evidence.calls] == [1, 2]
    assert bundle.read(tmp_path).evidence == evidence


def test_calls_that_are_not_those_of_the_journal_are_not_sealed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="are not those of its journal"):
        bundle.write(tmp_path, parts(journal=samples.journal(samples.call(1))))
    assert list(tmp_path.iterdir()) == []


def test_a_figure_that_is_no_number_is_not_sealed(tmp_path: Path) -> None:
    evidence = samples.evidence(cell=samples.cell(exit=samples.exit_facts(wall_ms=float("nan"))))
    with pytest.raises(ValueError, match="not JSON compliant"):
        bundle.write(tmp_path, parts(evidence=evidence))
    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_cell_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"has no seal \(bundle\.json\)"):
        bundle.check(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_named(folder: Path, name: str) -> None:
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ValueError, match=f"{name}: changed"):
        bundle.read(folder)
    assert any(f"{name}: changed" in problem for problem in bundle.check(folder))


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ValueError, match=f"{name}: missing"):
        bundle.read(folder)


def test_an_extra_file_is_named(folder: Path) -> None:
    (folder / "notes.txt").write_text("hello")
    with pytest.raises(ValueError, match=r"extra file 'notes\.txt'"):
        bundle.read(folder)


def test_page_and_badge_may_be_made_again_and_are_not_sealed(folder: Path) -> None:
    for name in ("page.html", "badge.svg", ".page.html.123.tmp"):
        (folder / name).write_text("made from the bundle")
    assert bundle.check(folder) == []


def test_every_problem_is_told_at_once(folder: Path) -> None:
    (folder / "scores.json").unlink()
    (folder / "workspace.diff").write_text("")
    (folder / "more").mkdir()
    assert len(bundle.check(folder)) == 3


def test_names_in_a_strangers_seal_are_never_opened(folder: Path) -> None:
    os.mkfifo(folder.parent / "pipe")
    files = json.loads((folder / "bundle.json").read_bytes())["files"]
    for name in ("../pipe", "/etc/passwd", "x" * 5000):
        reseal(folder, files={**files, name: "0" * 64})
        with pytest.raises(ValueError, match="which is no file of a bundle"):
            bundle.read(folder)


def test_a_file_the_seal_leaves_out_is_named(folder: Path) -> None:
    reseal(folder, files={})
    assert any("scores.json: not in the seal" in problem for problem in bundle.check(folder))


@pytest.mark.parametrize("seal", ["", "null", "[]", "{}", "NaN", "[" * 100_000, '{"schema": "cab/bundle/2"}'])
def test_a_seal_that_is_none_is_a_value_error(folder: Path, seal: str) -> None:
    (folder / "bundle.json").write_text(seal)
    with pytest.raises(ValueError, match=r"bundle\.json"):
        bundle.read(folder)
    assert len(bundle.check(folder)) == 1


def test_a_huge_seal_is_refused(folder: Path) -> None:
    with (folder / "bundle.json").open("wb") as file:
        file.truncate(2 * 1024 * 1024)
    with pytest.raises(ValueError, match="more than the 1048576"):
        bundle.read(folder)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cell.json", "null", "cell.json"),
        ("cell.json", "NaN", "cell.json: not JSON"),
        ("grader.json", "[" * 100_000, "grader.json: not JSON"),
        ("manifest.json", '{"before": 1}', "manifest.json"),
        ("scores.json", "{}", "scores.json: cell_id"),
        ("spans.jsonl", "{}\n", "spans.jsonl: line 1"),
        ("calls.jsonl", '{"kind": "other"}\n', "calls.jsonl: line 1"),
        ("calls.jsonl", "[]\n", "calls.jsonl: line 1"),
    ],
)
def test_a_strangers_record_that_is_none_is_a_value_error(folder: Path, name: str, content: str, said: str) -> None:
    (folder / name).write_text(content)
    reseal(folder)
    with pytest.raises(ValueError, match=said):
        bundle.read(folder)
    assert bundle.check(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"wall_ms": 23815.727', '"wall_ms": -9000', "exit.wall_ms: Input should be greater than or equal to 0"),
        ("10:00:00.123456Z", "10:00:00", "started_at: Input should have timezone info"),
    ],
)
def test_a_strangers_time_that_is_none_is_a_value_error(folder: Path, old: str, new: str, said: str) -> None:
    edit(folder, "cell.json", old, new)
    reseal(folder)
    assert [problem.split("cell.json: ")[1] for problem in bundle.check(folder)] == [said]


def test_a_strangers_text_that_is_none_is_a_value_error(folder: Path) -> None:
    (folder / "terminal.cast").write_bytes(b"\xff")
    reseal(folder)
    with pytest.raises(ValueError, match=r"terminal\.cast: not UTF-8"):
        bundle.read(folder)


def test_parts_of_two_cells_do_not_make_one(folder: Path) -> None:
    edit(folder, "scores.json", "#run1", "#run2")
    reseal(folder)
    with pytest.raises(ValueError, match=r"is of cell '.*#run1' and of cell '.*#run2'"):
        bundle.read(folder)


def test_a_changed_call_shows_in_the_chain_though_the_seal_was_made_to_fit(folder: Path) -> None:
    edit(folder, "calls.jsonl", '"output":140', '"output":1')
    reseal(folder)
    bundle.read(folder)
    assert any("calls.jsonl: line 2" in problem and "was changed" in problem for problem in bundle.check(folder))


def test_a_cut_tail_shows_against_the_seals_count_and_head(folder: Path) -> None:
    lines = (folder / "calls.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "calls.jsonl").write_bytes(b"".join(lines[:4]))
    reseal(folder)
    assert any("the journal has 4 lines" in problem for problem in bundle.check(folder))


def test_scores_that_the_evidence_does_not_give_are_told(folder: Path) -> None:
    composite = next(axis for axis in samples.scores().axes if axis.axis == "composite")
    assert isinstance(composite, Score)
    edit(folder, "scores.json", f'"value": {composite.value}', '"value": 1.0')
    reseal(folder)
    assert [problem.split(": ", 1)[1] for problem in bundle.check(folder)] == [
        f"composite is 1, its evidence gives {composite.value:.12g}"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"total_tokens": 4550', '"total_tokens": 12', "tokens.detail.total_tokens is 12, its evidence gives 4550"),
        ('"left_out": {}', '"left_out": null', "composite.detail.left_out is null, its evidence gives {}"),
        (
            '"violations": []',
            '"verified": true',
            "integrity.detail.verified is true, its evidence gives nothing of the kind",
        ),
        ("not applicable: the task is", "because the task is", 'refusal is "unscored: because'),
        ('"axis": "pass_rate"', '"axis": "composite"', "does not have the seven axes, each once"),
    ],
)
def test_no_part_of_the_scores_can_be_made_up(folder: Path, old: str, new: str, said: str) -> None:
    edit(folder, "scores.json", old, new)
    reseal(folder)
    assert any(said in problem for problem in bundle.check(folder))


def test_scoring_again_leaves_the_bundle_as_it_is(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert bundle.rescore(folder) == samples.scores()
    assert bundle.rescore(folder, "0.1").methodology == "0.1"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_bundle_may_keep_bodies_which_are_checked_and_need_no_seal(folder: Path) -> None:
    (folder / "bodies").mkdir()
    problems = bundle.check(folder)
    assert len(problems) == 6  # the request and the answer of each of the three calls
    assert problems[0].startswith(f"{folder}: call 1: its request is not kept: ")
    assert bundle.read(folder).evidence == samples.evidence()


def test_what_a_cell_spent_of_its_budget_is_read_back(tmp_path: Path) -> None:
    spent = {"total": Spent(limit=4000, used=4550, unmeasured=0)}
    written = bundle.write(tmp_path, parts(evidence=samples.evidence(cell=samples.cell(spent=spent))))
    assert bundle.read(tmp_path).evidence.cell.spent == written.evidence.cell.spent == spent
