"""The folder of a new agent: what is made, and what is left to say."""

import tomllib
from pathlib import Path

import pytest

from runner import agent, scaffold


@pytest.mark.parametrize("kind", ["pip", "npm"])
def test_what_is_made_is_an_agent_once_what_says_fill_in_is_filled_in(tmp_path: Path, kind: str) -> None:
    folder, steps = scaffold.make("my-agent", kind, tmp_path)
    text = (folder / "agent.toml").read_text()
    assert text.count("FILL IN") >= 8
    made = agent.load(folder)
    assert (made.name, made.install.kind, made.install.command) == ("my-agent", kind, "my-agent")
    assert tomllib.loads(text)["install"].get("python") == (">=3.11" if kind == "pip" else None)
    said = " ".join(steps)
    assert all(path.name in said for path in made.locks)
    assert "agents verify my-agent" in said
    assert "images build my-agent" in said


def test_its_dockerfile_lays_its_own_command_where_cells_look_for_it(tmp_path: Path) -> None:
    folder, _ = scaffold.make("my-agent", "npm", tmp_path)
    assert "ln -s ../node_modules/.bin/my-agent bin/my-agent" in (folder / "Dockerfile").read_text()
    assert "codex" not in (folder / "Dockerfile").read_text()


@pytest.mark.parametrize("name", ["", "My", "a/b", "..", "a--b", "-a", "base"])
def test_a_name_that_cannot_be_a_folder_an_image_and_a_word_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be an agent's name; write small letters"):
        scaffold.make(name, "npm", tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(FileExistsError, match="is there already"):
        scaffold.make("mine", "npm", tmp_path)
    assert [*(tmp_path / "mine").iterdir()] == []
