"""Plugins are applied in their order, skipped with a reason, and never half."""

import pytest

from runner import agent
from runner.agent import PLUGIN_ARGS, Agent
from runner.plugin import Plugin
from runner.variant import Stack, vary

GIVEN = {
    "bin": "/b",
    "model": "m",
    "prompt": "-p",
    "endpoint": "http://e",
    "token": "t",
    "home": "/h",
    "workspace": "/w",
}


def offering(**plugins: Plugin) -> Agent:
    found = agent.find("aider")
    run = found.run.model_copy(update={"command": ("${bin}", PLUGIN_ARGS, "--", "${prompt}")})
    update = {"plugins": plugins, "run": run, "env": {"A": "agent"}, "files": {"own": ""}}
    return found.model_copy(update=update)


def everywhere(_program: str) -> bool:
    return True


FAST = Plugin(says="fast", args=("--fast",), env={"A": "plugin", "FAST": "${model}"}, files={"fast.toml": "m=${model}"})
OUTLINE = Plugin(says="outline", args=("--mcp=${home}/o.py",), ships={"o.py": "outline.py"}, needs=("python3",))


def test_without_plugins_an_agent_is_as_it_comes() -> None:
    varied, stack = vary(offering(fast=FAST), (), everywhere)
    assert agent.start(varied, **GIVEN).command == ("/b", "--", "-p")
    assert stack == Stack()
    assert stack.settings == {"plugin_stack": [], "behavior_mode": "factory"}
    assert stack.digest is None


def test_what_plugins_add_stands_in_its_place_in_their_order() -> None:
    varied, stack = vary(offering(fast=FAST, outline=OUTLINE), ("outline", "fast"), everywhere)
    start = agent.start(varied, **GIVEN)
    assert start.command == ("/b", "--mcp=/h/o.py", "--fast", "--", "-p")
    assert start.env == {"A": "plugin", "FAST": "m"}
    assert start.files["fast.toml"] == "m=m"
    assert start.files["o.py"].startswith('"""An MCP server')
    assert (stack.applied, stack.mode) == (("outline", "fast"), "outline+fast")
    assert stack.span["extra_args"] == ["--mcp=${home}/o.py", "--fast"]
    assert stack.span["plugin_env_keys"] == ["A", "FAST"]


def test_a_program_that_is_not_there_skips_a_plugin_with_the_reason() -> None:
    varied, stack = vary(
        offering(fast=FAST, outline=OUTLINE), ("outline", "fast"), lambda program: program != "python3"
    )
    assert "o.py" not in varied.files
    assert (stack.applied, stack.skipped) == (("fast",), {"outline": "python3: not on the agent's PATH"})
    assert stack.settings["plugins_skipped"] == stack.skipped
    assert (stack.span["count"], stack.span["applied_count"], stack.span["skipped_count"]) == (2, 1, 1)


def test_two_stacks_have_two_digests_and_the_same_one_has_one() -> None:
    offered = offering(fast=FAST, outline=OUTLINE)
    digests = [
        vary(offered, names, everywhere)[1].digest for names in (("fast",), ("outline",), ("fast",), ("fast", "fast"))
    ]
    assert digests[0] == digests[2] == digests[3] != digests[1]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("slow",), "aider has no plugin 'slow'; it offers fast, own, twice"),
        (("own",), "plugin 'own' sets own, as the agent itself does"),
        (("fast", "twice"), "plugin 'twice' sets FAST, as plugin 'fast' does"),
    ],
)
def test_what_cannot_be_applied_whole_is_refused(names: tuple[str, ...], said: str) -> None:
    own, twice = Plugin(says="a", files={"own": "b"}), Plugin(says="c", env={"FAST": "1"})
    with pytest.raises(ValueError, match=said):
        vary(offering(fast=FAST, own=own, twice=twice), names, everywhere)


def test_an_agent_that_offers_none_says_so() -> None:
    with pytest.raises(ValueError, match="pi has no plugin 'fast'; it offers none"):
        vary(agent.find("pi"), ("fast",), everywhere)


def test_every_plugin_of_the_kit_can_be_applied_with_every_other() -> None:
    for each in agent.all_agents():
        varied, stack = vary(each, tuple(each.plugins), everywhere)
        assert set(stack.applied) == set(each.plugins)
        assert agent.start(varied, **GIVEN).command
