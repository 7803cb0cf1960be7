"""The docs: every command, setting and field is documented, and every link leads somewhere."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from pydantic import BaseModel

from cab.traffic import Traffic, traffic_options
from proxy import budget, faults
from proxy.call import Call, Dialect, End
from proxy.dialects import DIALECTS
from proxy.limits import Limits
from runner.agent import Agent, Install, Run
from runner.cell import Cell, Outcome, Spent
from runner.evidence import Grade, Kept, Part, Violation, ViolationName
from runner.plugin import Plugin
from runner.variant import Stack
from scorers.tally import Repeated, Share, Tally
from scorers.used import Waste
from store.bundle import FILES
from tasks.constraint import Constraint, Rule
from tasks.task import Grading, PartOf, Provenance, Task
from tasks.trap import Trap
from tests import baselines_page, commands_page
from tests.cab.command import cab

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


LIMITED: dict[str, Any] = {
    "speaks": frozenset(("chat",)),
    "budget": budget.Budget(calls=1),
    "limits": Limits(1, 1, 1),
    "keep_hosted": True,
    "bodies": ROOT,
}


def _names(record: type[BaseModel]) -> Iterator[str]:
    """The fields of a record and of the records in it, as they are written."""
    for name, field in record.model_fields.items():
        yield field.alias or name
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel) and record is Call:
                yield from _names(part)


def test_the_commands_page_is_fresh() -> None:
    assert (ROOT / "docs/commands.md").read_text() == commands_page.page(), "run `make docs`"


def test_the_baselines_page_is_fresh() -> None:
    assert (ROOT / "docs/baselines.md").read_text() == baselines_page.page(), "run `make docs`"


def test_every_setting_from_the_environment_is_documented() -> None:
    sources = [path for stage in ("cab", "runner", "proxy", "store", "report") for path in (ROOT / stage).rglob("*.py")]
    used = {name for path in sources for name in re.findall(r"\bCAB_[A-Z_]+\b", path.read_text())}
    documented = (ROOT / "docs/commands.md").read_text()
    assert {name for name in used if f"`{name}`" not in documented} == set()


@pytest.mark.parametrize(
    ("page", "record"),
    [
        ("tasks.md", Task),
        ("tasks.md", Grading),
        ("tasks.md", Provenance),
        ("tasks.md", Constraint),
        ("tasks.md", PartOf),
        ("tasks.md", Trap),
        ("agents.md", Agent),
        ("agents.md", Install),
        ("agents.md", Run),
        ("agents.md", Plugin),
    ],
)
def test_every_field_of_a_toml_file_is_documented(page: str, record: type[BaseModel]) -> None:
    text = (ROOT / "docs" / page).read_text()
    assert {name for name in record.model_fields if name != "folder" and f"`{name}`" not in text} == set()


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("proxy.md", budget.UNITS),
        (
            "proxy.md",
            ["429@", *(f"{kind}@" for kind in faults.SAYS if kind not in ("status", "slow")), "slow=", "slow@"],
        ),
        ("proxy.md", ["include_usage", "include_usage_rejected", "identity", "model", "hosted_tool:"]),
        ("proxy.md", ["title", "compaction", "quota_probe", "duplicate", "aborted", "budget:", "injected:"]),
        ("proxy.md", [option.opts[0] for option in traffic_options(click.command()(lambda: None)).params]),
        ("proxy.md", [re.findall(r"[a-zA-Z_]+", path)[-1] for one in DIALECTS for _, path in one.routes + one.aside]),
        *(("bundle.md", get_args(words)) for words in (Dialect, End, Outcome, Waste, ViolationName)),
        *(("bundle.md", list(_names(record))) for record in (Call, Cell, Grade, Kept, Part, Spent, Violation)),
        ("bundle.md", Traffic(faults=faults.parse("429@1"), **LIMITED).facts()),
        ("bundle.md", Stack(skipped={"a": "b"}).settings),
        *(("bundle.md", list(_names(record))) for record in (Share, Repeated)),
        (
            "bundle.md",
            [name for name in Tally.model_fields if name not in ("who", "what", "tasks", "scored", "unscored")],
        ),
        ("bundle.md", FILES),
        ("tasks.md", get_args(Rule)),
    ],
    ids=str,
)
def test_what_a_user_may_say_or_read_is_documented(page: str, names: Iterable[str]) -> None:
    text = (ROOT / "docs" / page).read_text()
    assert [name for name in names if not re.search(f"`[^`\n]*{re.escape(name)}", text)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_task_that_the_docs_show_is_sound_as_it_stands(tmp_path: Path) -> None:
    script = re.search(r"```sh\n(mkdir .*?)```", (ROOT / "docs/tasks.md").read_text(), re.S)
    assert script
    subprocess.run(["sh", "-e", "-c", script[1]], cwd=tmp_path, check=True)
    done = cab("tasks", "validate", tmp_path / "slug")
    assert (done.returncode, done.stdout) == (0, "mine/slug: sound\n"), done.stderr


def test_every_make_target_that_the_docs_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)`", page.read_text())}
    assert named - targets == set()
