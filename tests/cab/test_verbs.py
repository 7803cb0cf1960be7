"""The verbs beside `cab check`, run as a user runs them."""

import json
import shutil
from pathlib import Path

import pytest

from store.bundle import Bundle
from tests.cab.cells import plan, sealed
from tests.cab.command import cab
from tests.endpoints import answering

ROOT = Path(__file__).parent.parent.parent
FACTS = ROOT / "tests/scorers/published-cells.json"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("cell")
    with answering("prose") as endpoint:
        return sealed(folder, plan(folder, endpoint, "solve"))


def test_help_names_every_verb_and_each_verb_has_help() -> None:
    said = cab("--help").stdout
    for verb in ("check", "agents", "tasks", "score", "verify", "index"):
        assert f"  {verb}" in said
        assert cab(verb, "--help").returncode == 0


def test_an_unknown_verb_is_bad_input() -> None:
    done = cab("chekc")
    assert done.returncode == 2
    assert "chekc" in done.stderr


def test_agents_lists_the_four_with_their_versions() -> None:
    said = cab("agents").stdout
    for name, version in (("aider", "0.86.2"), ("mini-swe-agent", "2.4.6"), ("opencode", "1.18.33"), ("pi", "0.87.1")):
        assert any(line.split()[:2] == [name, version] for line in said.splitlines()), said


def test_verifying_an_unknown_agent_is_bad_input() -> None:
    done = cab("agents", "verify", "nobody")
    assert done.returncode == 2
    assert "nobody" in done.stderr


def test_tasks_lists_them_and_shows_one() -> None:
    listed = cab("tasks").stdout
    names = [
        "mutations/rust-error-negated",
        "mutations/python-boundary",
        "polyglot/rust-error-handling",
        "polyglot/python-reverse-string",
        "integrity/unsolvable-refusal",
        "integrity/ambiguous-ticket",
    ]
    assert [name for name in names if name not in listed] == []
    shown = cab("tasks", "show", "integrity/ambiguous-ticket").stdout
    assert "must be answered first" in shown
    assert "digest: " in shown


def test_a_sound_task_is_said_to_be_sound() -> None:
    done = cab("tasks", "validate", "polyglot/python-reverse-string")
    assert (done.returncode, done.stdout) == (0, "polyglot/python-reverse-string: sound\n")


def test_a_task_whose_workspace_is_already_solved_is_not_sound(tmp_path: Path) -> None:
    folder = tmp_path / "polyglot/python-reverse-string"
    shutil.copytree(ROOT / "tasks/polyglot/python-reverse-string", folder)
    shutil.copytree(folder / "solution", folder / "workspace", dirs_exist_ok=True)
    done = cab("tasks", "validate", folder)
    assert done.returncode == 1
    assert "doing nothing" in done.stderr


def test_published_facts_give_the_published_composites() -> None:
    done = cab("score", "--facts", FACTS, "--methodology", "0.1", "--json")
    scored = [json.loads(line) for line in done.stdout.splitlines()]
    published = json.loads(FACTS.read_text())["cells"]
    assert [cell["cell_id"] for cell in scored] == [cell["cell_id"] for cell in published]
    assert scored[0]["composite"] == published[0]["published_composite"]
    for cell, known in zip(scored, published, strict=True):
        assert f"{cell['composite']:.3f}" == f"{known['published_composite']:.3f}"


def test_a_bundle_is_scored_again_under_either_methodology(finished: Bundle) -> None:
    again = json.loads(cab("score", finished.folder, "--json").stdout)
    assert again == json.loads((finished.folder / "scores.json").read_text())
    assert json.loads(cab("score", finished.folder, "--methodology", "0.1", "--json").stdout)["methodology"] == "0.1"
    assert "composite" in cab("score", finished.folder).stdout


def test_an_intact_bundle_and_its_journal_are_intact_and_a_changed_one_is_named(
    finished: Bundle, tmp_path: Path
) -> None:
    assert cab("verify", finished.folder).returncode == 0
    assert cab("verify", finished.folder / "calls.jsonl").returncode == 0
    copy = tmp_path / "run1"
    shutil.copytree(finished.folder, copy)
    journal = copy / "calls.jsonl"
    journal.write_text(journal.read_text().replace('"output":3', '"output":2'))
    for path in (copy, journal):
        done = cab("verify", path)
        assert done.returncode == 1
        assert "calls.jsonl" in done.stderr or "line" in done.stderr


def test_the_index_is_made_again_and_an_unfinished_cell_is_named(finished: Bundle, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    shutil.copytree(finished.folder.parents[5], runs)
    unfinished = runs / "local/tiny/solve/polyglot/python-reverse-string/run2"
    unfinished.mkdir()
    done = cab("index", runs)
    assert (done.returncode, done.stdout) == (0, f"{runs / 'cab.db'}: 1 cells\n")
    assert str(unfinished) in done.stderr


@pytest.mark.download
def test_a_damaged_index_costs_no_result_and_is_named_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "cab.db").write_bytes(b"no database at all" * 300)
    done = cab("check", "--tui", "pi", "--out", tmp_path, "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["outcome"] == "completed"
    assert "cab.db" in done.stderr


def test_a_new_task_is_sound_as_it_stands(tmp_path: Path) -> None:
    made = cab("tasks", "new", "mine/clamp", "--in", tmp_path)
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith(f"made {tmp_path / 'clamp'}\n1. workspace/")
    assert cab("tasks", "validate", tmp_path / "clamp").stdout == "mine/clamp: sound\n"
    assert cab("tasks", "new", "mine/clamp", "--in", tmp_path).returncode == 2
