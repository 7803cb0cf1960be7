"""What several runs come to, in the terminal and as JSON."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from cab import summary
from scorers import tally
from scorers.run import Run
from tests import samples
from tests.cab.command import cab
from tests.scorers.runs import declining, made, unscored, varied
from tests.store.test_index import made as bundle_in

MANY = [made("a/1"), made("a/1", passed=False), made("a/1"), made("a/2"), unscored()]


def shown(capsys: pytest.CaptureFixture[str], runs: list[Run], ks: tuple[int, ...] = ()) -> str:
    summary.show(runs, ks)
    return capsys.readouterr().out


def row(text: str, name: str) -> list[str]:
    return next(line for line in text.splitlines() if line.strip().startswith(name)).split()


def test_a_row_a_task_and_one_of_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, MANY)
    assert "aider 0.86.2 × stepfun-ai/step-3.5-flash" in text
    assert row(text, "a/1")[:8] == ["a/1", "3", "0", "2", "of", "3", "0.667", "0.21\u20130.94"]
    assert row(text, "own/solve")[:4] == ["own/solve", "0", "1", "—"]
    assert row(text, "all 3 tasks")[3:8] == ["4", "1", "3", "of", "4"]
    assert "pass@2" in text
    assert "1 of 5 runs not scored: endpoint_failed" in text
    assert "what their files amount to: complied 3, error 1" in text
    assert "provisional — not for citation" in text
    assert "rehearsal" not in text


@pytest.mark.parametrize("width", [80, 100, 200])
def test_a_narrow_terminal_cuts_no_figure(width: int) -> None:
    cells, (whole,) = tally.by_cell(MANY), tally.by_set(MANY)
    screen = Console(file=io.StringIO(), width=width)
    screen.print(*summary.tables(whole, [*cells, whole], ()))
    assert isinstance(screen.file, io.StringIO)
    text = screen.file.getvalue()
    assert "\u2026" not in text
    assert "0.21\u20130.94" in text


def test_one_task_has_no_row_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, [made(), made()])
    assert "all 1" not in text
    assert row(text, "own/solve")[7:] == ["0.34\u20131.00", "1.000", "1.000"]


def test_the_ks_that_were_asked_for_are_shown_a_dash_where_they_cannot_be_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = shown(capsys, [made(), made(passed=False)], (1, 3))
    assert [head for head in text.split() if head.startswith("pass")] == [
        "passed",
        "pass@1",
        "pass^1",
        "pass@3",
        "pass^3",
    ]
    assert row(text, "own/solve")[8:] == ["0.500", "0.500", "—", "—"]


def test_what_the_twins_show_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    runs = [declining("a/no", "a/yes", due=True, declined=each) for each in (True, True, False)]
    runs += [declining("a/yes", "a/no", due=False, declined=each) for each in (True, False, False)]
    text = shown(capsys, runs)
    assert "J 0.333 (" in text
    said = "declined 2 of 3 that were right to decline, and 1 of 3 of their solvable twins, over 1 pair"
    assert said in text


def test_each_agent_has_a_table_of_its_own_and_its_plugins_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, [made(), made(who=varied(plugins="architect 5b307afe", kind="rehearsal"))])
    assert "aider 0.86.2, plugins architect 5b307afe × " in text
    assert text.count("rehearsal: not a measurement") == 1


def test_json_has_both_tallies_and_null_for_what_was_not_measured() -> None:
    said = json.loads(summary.as_json([unscored()]))
    assert said["schema"] == "cab/tally/1"
    (cell,), (whole,) = said["cells"], said["sets"]
    assert cell["passed"] == {"n": 0, "count": 0, "value": None, "low": None, "high": None}
    assert cell["who"]["tui"] == "aider"
    assert cell["what"]["task"] == "own/solve"
    assert whole["what"] is None
    assert whole["discernment"]["j"] is None


def test_a_conclusion_is_of_the_runs_begun_since(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle_in(tmp_path)
    bundle_in(tmp_path)
    summary.conclude(tmp_path, samples.IDENTITY, samples.STARTED, json=True)
    assert json.loads(capsys.readouterr().out)["cells"][0]["scored"] == 2
    summary.conclude(tmp_path, samples.IDENTITY, datetime.now(UTC).replace(year=2100), json=True)
    assert json.loads(capsys.readouterr().out)["cells"] == []


def test_score_takes_a_folder_of_many(tmp_path: Path) -> None:
    bundle_in(tmp_path)
    broken = bundle_in(tmp_path)
    done = cab("score", tmp_path / "local", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cells"][0]["passed"]["count"] == 2
    assert "2 of 2" in cab("score", tmp_path, "-k", "2").stdout
    (broken.folder / "cell.json").write_text("{}")
    done = cab("score", tmp_path)
    assert done.returncode == 1
    assert "1 of 1" in done.stdout
    assert "broken, not counted: " in done.stderr


def test_a_folder_with_no_bundle_in_it_is_bad_input(tmp_path: Path) -> None:
    done = cab("score", tmp_path)
    assert done.returncode == 2
    assert "no finished cell" in done.stderr
