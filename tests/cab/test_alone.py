"""`run-cell` where it does not belong; tests/docker/test_run_cell.py runs it where it does."""

from pathlib import Path

import pytest

from cab.alone import demand
from tests.cab.command import cab


def test_outside_an_image_of_the_kit_it_is_bad_input_with_the_mend() -> None:
    done = cab("run-cell", "--tui", "aider")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: run-cell works in an image of the kit only: `cab images build --kit aider`")
    assert len(done.stderr.splitlines()) == 1


def test_another_agent_than_the_images_own_is_refused_with_both_names(tmp_path: Path) -> None:
    held = tmp_path / "agent"
    held.write_text("pi\ncab/agent-pi:0123\n")
    with pytest.raises(
        ValueError, match="this image holds pi, not aider: give --tui pi, or run the image cab/kit-aider"
    ):
        demand("aider", held)
