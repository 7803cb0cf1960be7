"""What `cab run` is told, read without an engine."""

import click
import pytest
from click.testing import CliRunner

from cab.options import COMMON
from cab.run import Size, run


@pytest.mark.parametrize(
    ("said", "size"),
    [("512m", 512 * 1024**2), ("4g", 4 * 1024**3), ("4GB", 4 * 1024**3), ("65536k", 64 * 1024**2), ("99", 99)],
)
def test_a_size_is_said_as_docker_says_it(said: str, size: int) -> None:
    assert Size().convert(said, None, None) == size


@pytest.mark.parametrize("said", ["", "g", "1.5g", "-1g", "4 g", "lots"])
def test_a_size_that_is_none_is_bad_input_with_the_mend(said: str) -> None:
    with pytest.raises(click.BadParameter, match="write it as 512m or 4g"):
        Size().convert(said, None, None)


@pytest.mark.parametrize("options", [("--memory", "1k"), ("--runtime", "other"), ("--jobs", "0"), ("--cpus", "0")])
def test_walls_that_cannot_be_are_bad_input(options: tuple[str, str]) -> None:
    done = CliRunner().invoke(run, options)
    assert done.exit_code == 2, done.output


def test_it_shares_the_options_of_cab_check() -> None:
    from cab.check import check

    assert {one.name for one in run.params} >= {one.name for one in check.params} - {"from_path"}
    assert len(COMMON) > 10
