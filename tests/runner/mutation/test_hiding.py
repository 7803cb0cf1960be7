"""Which tests are hidden with a fault, and which stay with the agent."""

from pathlib import Path

from runner.grader.local import LocalPlace
from runner.mutation.hiding import hidden
from runner.mutation.operators import Mutation
from runner.mutation.pipeline import prepared
from runner.mutation.repo import survey
from runner.mutation.trying import Shown
from runner.mutation.turn import Wanted
from runner.toolchain import toolchain
from tests.runner.mutation.little import little

LENGTHY = """import unittest

from fares.zones import fare


class TestLengthy(unittest.TestCase):
    def test_cheap(self):
        self.assertEqual(fare([3]), 210, "x" * 3600)
"""


def test_tests_whose_failure_is_beyond_the_end_of_what_the_suite_says_are_hidden_alone(tmp_path: Path) -> None:
    project = little(tmp_path / "project", {"tests/test_lengthy.py": LENGTHY})
    (tmp_path / "driver").mkdir()
    wanted = Wanted(tasks=1, seed=7, jobs=1, hide=True, seconds=60)
    ready = prepared(survey(project), LocalPlace(toolchain("python")), tmp_path / "driver", wanted)
    path = "fares/zones.py"
    content = ready.shop.repo.contents[path].replace(b"210", b"211")
    said = ready.shop.suite(ready.shop.with_file(path, content)).stderr_tail
    assert "test_fare" not in said
    fare = next(each for each in ready.functions if each.name == "fare")
    shown = Shown(fare, Mutation("off by one", (), 1, "one too many", coupled=False), content, (), (), 2, said)
    assert hidden(ready.shop, shown) == ("tests/test_fare.py", "tests/test_lengthy.py")
