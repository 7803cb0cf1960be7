"""The docs: every command, setting and field is documented, and every link leads somewhere."""

import re
import subprocess
from pathlib import Path

import pytest

from runner.agent import Agent, Install, Run
from tasks.task import Grading, Provenance, Task
from tests import commands_page
from tests.cab.command import cab

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_the_commands_page_is_fresh() -> None:
    assert (ROOT / "docs/commands.md").read_text() == commands_page.page(), "run `make docs`"


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
        ("agents.md", Agent),
        ("agents.md", Install),
        ("agents.md", Run),
    ],
)
def test_every_field_of_a_toml_file_is_documented(
    page: str, record: type[Task | Grading | Provenance | Agent | Install | Run]
) -> None:
    text = (ROOT / "docs" / page).read_text()
    assert {name for name in record.model_fields if name != "folder" and f"`{name}`" not in text} == set()


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
