"""Agents as data: found by name, refused when malformed, filled in safely."""

import json
from pathlib import Path

import pytest

from runner import agent

GIVEN = {"bin": "/b", "prompt": "do it", "endpoint": "http://e", "token": "t", "home": "/h", "workspace": "/w"}


def written(folder: Path, old: str = "", new: str = "") -> Path:
    """A copy of mini-swe-agent's agent.toml below `folder`, with `old` replaced by `new`."""
    text = (agent.AGENTS / "mini-swe-agent" / "agent.toml").read_text()
    assert old in text
    (folder / "mini-swe-agent").mkdir()
    (folder / "mini-swe-agent" / "agent.toml").write_text(text.replace(old, new))
    return folder / "mini-swe-agent"


def test_every_folder_is_an_agent_of_that_name_with_its_locks() -> None:
    folders = {path.name for path in agent.AGENTS.iterdir() if path.is_dir()} - {"base"}  # the toolchains
    agents = agent.all_agents()
    assert {found.name for found in agents} == folders
    assert all(path.is_file() for found in agents for path in found.locks)


def test_no_lock_file_names_where_a_package_is_fetched_from() -> None:
    for lock in (path for found in agent.all_agents() for path in found.locks):
        text = lock.read_text()
        assert "--index-url" not in text, lock
        assert '"resolved"' not in text, lock


def test_every_locked_package_is_held_to_a_hash() -> None:
    for found in agent.all_agents():
        lock = found.locks[-1]
        if found.install.kind == "npm":
            packages = json.loads(lock.read_text())["packages"]
            assert [name for name, facts in packages.items() if name and "integrity" not in facts] == []
        else:
            pinned = [line for line in lock.read_text().splitlines() if "==" in line and not line.startswith(" ")]
            assert [line for line in pinned if not line.endswith("\\")] == []


def test_an_unknown_name_is_answered_with_a_near_one_and_the_list() -> None:
    with pytest.raises(ValueError, match=r"no agent is called 'mini-swe'; did you mean mini-swe-agent\? there are: "):
        agent.find("mini-swe")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('version = "2.4.6"', "version = 2.4", "version: Input should be a valid string"),
        ('title = "mini-swe-agent"', "", "title: Field required"),
        ("leaves = []", "leaves = []\nvolumes = []", "volumes: Extra inputs are not permitted"),
        ("${token}", "${key}", r"asks for \$\{key\}; there are: bin, model"),
        ("${token}", "$", r"has a lone \$"),
        ("[files]", '[files]\n"../x" = ""', "is not below HOME"),
        ("[files]", '[files]\n[plugins.a]\nsays = "b"\nargs = ["c"]', "plugin 'a' has args; put '.{plugin_args}' once"),
        ("[files]", '[files]\n[plugins.a]\nsays = "b"\nenv.c = "${d}"', r"asks for \$\{d\}"),
        ("[files]", '[files]\n[plugins.a]\nsays = "b"\nships.c = "../plugin.py"', "is no file of"),
        ("[files]", '[files]\n[plugins.a]\nsays = "b"\nships."/c" = "outline.py"', "is not below HOME"),
        ('name = "mini-swe-agent"', 'name = "other"', "write 'mini-swe-agent', its folder's name"),
    ],
)
def test_a_malformed_agent_names_its_file_and_the_mend(tmp_path: Path, old: str, new: str, says: str) -> None:
    folder = written(tmp_path, old, new)
    with pytest.raises(ValueError, match=says) as caught:
        agent.load(folder)
    assert f"{folder}/agent.toml" in str(caught.value)


def test_every_agent_can_be_filled_in_and_asks_for_model_prompt_endpoint_and_token() -> None:
    for found in agent.all_agents():
        started = agent.start(found, model="m-1", **GIVEN)
        everything = json.dumps(started.model_dump())
        for value in ("m-1", "do it", "http://e", '"t', "/b"):
            assert value in everything, (found.name, value)


def test_the_prompt_is_one_argument_whatever_it_holds() -> None:
    prompt = "a 'b' \"c\" $HOME ${model} `d`\n--e"
    for found in agent.all_agents():
        command = agent.start(found, model="m", **{**GIVEN, "prompt": prompt}).command
        assert sum(prompt in part for part in command) == 1, found.name


def test_a_model_name_with_quotes_leaves_json_whole() -> None:
    for found in agent.all_agents():
        started = agent.start(found, model='a"b\\c/d:e', **GIVEN)
        for name, text in {**started.env, **started.files}.items():
            if text.lstrip().startswith("{"):
                whole = json.loads(text)
                if "${model" not in (found.env | found.files)[name]:
                    continue
                assert 'a"b\\c/d:e' in json.dumps(whole).replace('\\"', '"').replace("\\\\", "\\"), name


def test_the_digest_follows_the_lock_file(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "requirements.txt").write_text("a==1 --hash=sha256:00\n")
    first = agent.digest(agent.load(folder))
    (folder / "requirements.txt").write_text("a==2 --hash=sha256:00\n")
    assert agent.digest(agent.load(folder)) != first
