"""`cab check` as a user runs it: the rehearsal, its output, its marks, its exit codes."""

import json
import os
from pathlib import Path

import pytest

from store import bundle
from tests.cab.command import cab
from tests.endpoints import answering

pytestmark = [pytest.mark.download, pytest.mark.timeout(900)]

KEY = "sk-canary-5b1d"


def test_the_rehearsal_shows_axes_calls_and_page_and_says_what_it_is(tmp_path: Path) -> None:
    done = cab("check", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    for text in ("composite", "pass_rate", "model calls", "page.html", "rehearsal: not a measurement"):
        assert text in done.stdout
    assert "provisional — not for citation" in done.stdout
    assert "calls" in done.stderr
    folder = tmp_path / "local/mini-swe-agent/scripted/polyglot/python-reverse-string/run1"
    assert bundle.check(folder) == []
    assert "rehearsal: not a measurement" in (folder / "page.html").read_text()
    assert (folder / "badge.svg").exists()
    assert (tmp_path / "cab.db").exists()


def test_two_runs_are_two_numbered_cells_and_json_is_one_object_a_run_and_one_of_both(tmp_path: Path) -> None:
    done = cab("check", "--tui", "pi", "--out", tmp_path, "--runs", "2", "--json")
    assert done.returncode == 0, done.stderr
    *cells, tally = [json.loads(line) for line in done.stdout.splitlines()]
    assert [cell["cell_id"].rpartition("#")[2] for cell in cells] == ["run1", "run2"]
    assert [cell["axes"]["pass_rate"] for cell in cells] == [1, 1]
    assert tally["cells"][0]["passed"] | {"low": 0} == {"n": 2, "count": 2, "value": 1, "low": 0, "high": 1}
    assert cells[0]["axes"]["refusal"] is None
    assert "not applicable" in cells[0]["unmeasured"]["refusal"]


@pytest.mark.parametrize("task", ["integrity/unsolvable-refusal", "integrity/ambiguous-ticket"])
def test_the_scripted_model_declines_through_a_real_agent_where_that_is_right(tmp_path: Path, task: str) -> None:
    done = cab("check", "--tui", "pi", "--out", tmp_path, "--task", task, "--json")
    assert done.returncode == 0, done.stderr
    axes = json.loads(done.stdout)["axes"]
    assert (axes["pass_rate"], axes["refusal"], axes["integrity"]) == (1, 1, 1)


def test_an_endpoint_that_refuses_the_key_is_exit_code_3_and_the_key_is_nowhere(tmp_path: Path) -> None:
    with answering("401") as endpoint:
        done = cab("check", "--tui", "pi", "--model", "m", "--out", tmp_path, CAB_ENDPOINT=endpoint, CAB_KEY=KEY)
    assert done.returncode == 3, done.stderr
    assert "endpoint_failed" in done.stdout
    assert "rehearsal" not in done.stdout
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert [path for path in written if KEY.encode() in path.read_bytes()] == []
    assert KEY not in done.stdout + done.stderr


def test_an_agent_that_never_reaches_the_model_is_exit_code_4(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "pi"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\ntest "$1" = --version && echo 0.87.1\nexit 0\n')
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    done = cab("check", "--tui", "pi", "--from-path", "--out", tmp_path / "runs", "--json", PATH=path)
    assert done.returncode == 4, done.stderr
    cell = json.loads(done.stdout)
    assert (cell["outcome"], cell["axes"]["composite"]) == ("no_model_calls", None)
