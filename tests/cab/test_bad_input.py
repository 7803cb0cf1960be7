"""Bad input: one clear line that names the mend, exit code 2, and nothing lost."""

import shutil
import socket
from pathlib import Path

import pytest

from tests.cab.command import cab

ROOT = Path(__file__).parent.parent.parent
TASK = ROOT / "tasks/polyglot/python-reverse-string"


def refused(*arguments: str | Path, code: int = 2, **env: str) -> str:
    """The one line that a refused command says."""
    done = cab(*arguments, **env)
    assert (done.returncode, done.stdout) == (code, ""), done
    # An agent that no test has installed yet is installed first, and that is said.
    besides = ("Usage:", "Try '", "install")
    lines = [line for line in done.stderr.splitlines() if line and not line.startswith(besides)]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_an_unknown_agent_is_answered_with_the_near_one_and_the_list() -> None:
    said = refused("check", "--tui", "aidr")
    assert "aidr" in said
    assert "aider" in said


def test_an_unknown_task_is_answered_with_the_near_one() -> None:
    said = refused("check", "--task", "polyglot/python-revers-string")
    assert "polyglot/python-reverse-string" in said


def test_a_task_folder_without_task_toml_is_named(tmp_path: Path) -> None:
    assert "task.toml" in refused("check", "--task", tmp_path)


@pytest.mark.parametrize(
    ("line", "wrong", "named"),
    [
        ("time_limit_s", "time_limit_s = -1", "time_limit_s"),
        ("language", 'language = "cobol"', "language"),
        ("title", "titel = 'x'", "titel"),
        ("title", "title = ", "TOML"),
    ],
)
def test_a_malformed_task_toml_is_named_with_its_field(tmp_path: Path, line: str, wrong: str, named: str) -> None:
    folder = tmp_path / "polyglot/python-reverse-string"
    shutil.copytree(TASK, folder)
    toml = folder / "task.toml"
    lines = [wrong if text.startswith(f"{line} =") else text for text in toml.read_text().splitlines()]
    toml.write_text("\n".join(lines))
    said = refused("check", "--task", folder)
    assert "task.toml" in said
    assert named in said


def test_a_task_whose_solution_solves_nothing_cannot_be_rehearsed(tmp_path: Path) -> None:
    folder = tmp_path / "task"
    shutil.copytree(TASK, folder)
    shutil.rmtree(folder / "solution")
    shutil.copytree(folder / "workspace", folder / "solution")
    assert str(folder / "solution") in refused("check", "--task", folder, "--out", tmp_path / "runs")
    assert not (tmp_path / "runs").exists()


def test_a_cache_that_cannot_be_made_is_named_with_its_setting(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("mine")
    said = refused("check", CAB_CACHE=str(tmp_path / "cache"))
    assert str(tmp_path / "cache") in said
    assert "set CAB_CACHE" in said


def test_an_endpoint_without_a_model_is_half_a_configuration() -> None:
    assert "--model" in refused("check", "--endpoint", "http://127.0.0.1:9/v1")


def test_a_model_without_an_endpoint_is_half_a_configuration() -> None:
    assert "--endpoint" in refused("check", "--model", "m")


def test_an_endpoint_that_is_no_url_is_refused() -> None:
    assert "localhost:8000" in refused("check", "--model", "m", "--endpoint", "localhost:8000")


def test_one_run_number_and_several_runs_do_not_go_together() -> None:
    said = refused("check", "--run", "2", "--runs", "3")
    assert "--run" in said
    assert "--runs" in said


def test_an_output_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("mine")
    assert "runs" in refused("check", "--out", tmp_path / "runs")
    assert (tmp_path / "runs").read_text() == "mine"


def test_an_explicit_run_number_that_exists_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    taken = tmp_path / "local/mini-swe-agent/scripted/polyglot/python-reverse-string/run3"
    taken.mkdir(parents=True)
    (taken / "calls.jsonl").write_text("precious")
    assert "run3" in refused("check", "--out", tmp_path, "--run", "3")
    assert (taken / "calls.jsonl").read_text() == "precious"


def test_a_missing_toolchain_is_named_with_the_mend() -> None:
    said = refused("check", "--task", "mutations/rust-error-negated", PATH="/usr/bin:/bin")
    assert "rust" in said
    assert "install" in said


def test_an_agent_that_is_not_on_the_path_is_named(tmp_path: Path) -> None:
    said = refused("check", "--tui", "pi", "--from-path", PATH=f"/usr/bin:/bin:{tmp_path}")
    assert "pi is not on the PATH" in said


def test_an_endpoint_where_nothing_listens_is_said_at_once_with_exit_code_3() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    said = refused("check", "--model", "m", "--endpoint", f"http://127.0.0.1:{port}/v1", code=3)
    assert f"127.0.0.1:{port}" in said


def test_score_wants_a_bundle_or_facts() -> None:
    assert "--facts" in refused("score")


def test_a_folder_that_is_no_bundle_is_named(tmp_path: Path) -> None:
    assert str(tmp_path) in refused("score", tmp_path)


def test_a_malformed_facts_file_is_named(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text("{")
    assert "facts.json" in refused("score", "--facts", facts)


def test_facts_that_are_not_there_are_named(tmp_path: Path) -> None:
    assert "nowhere.json" in refused("score", "--facts", tmp_path / "nowhere.json")


def test_there_is_no_index_of_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "nowhere" in refused("index", tmp_path / "nowhere")
