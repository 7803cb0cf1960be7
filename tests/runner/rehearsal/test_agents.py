"""Each agent of the kit, installed from its registry and driven to the reference solution."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from proxy.serve import serving
from runner import agent
from runner.rehearsal.reference import reference
from runner.rehearsal.server import MODEL, Rehearsal, endpoint
from runner.rehearsal.usage import Counted
from runner.toolchain import toolchain
from tasks import catalogue
from tests.runner.rehearsal.drive import Driven, drive, drive_by_hand
from tests.speakers import KEY, Speaker, speaking

TASK = catalogue.find("polyglot/python-reverse-string")
SOLUTION = reference(TASK)
# With the visible tests, the agent's shell says which of the tools it was given it finds.
KNOWN = SOLUTION.model_copy(update={"check": f'{SOLUTION.check}; command -v python3 > "$TMPDIR/found"'})

pytestmark = pytest.mark.download


@dataclass(frozen=True)
class Proof:
    agent: agent.Agent
    run: Driven
    counted: list[Counted]
    key: bytes


@contextmanager
def scripted(name: str) -> Iterator[Rehearsal | Speaker]:
    """The scripted model in the dialect that the agent speaks."""
    dialect = agent.find(name).dialect
    if dialect != "chat":
        with speaking(dialect, KNOWN) as speaker:
            yield speaker
        return
    counted = list[Counted]()
    with serving(endpoint(KNOWN, KEY, counted)) as url:
        yield Rehearsal(url=url, key=KEY, model=MODEL, counted=counted)


@pytest.fixture(scope="module", params=[found.name for found in agent.all_agents()])
def proof(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Proof:
    with scripted(request.param) as running:
        endpoint = {"url": running.url, "key": running.key, "model": running.model}
        run = drive(request.param, TASK, tmp_path_factory.mktemp(request.param), endpoint)
    return Proof(agent.find(request.param), run, running.counted, running.key.encode())


def test_a_real_agent_makes_the_fix_with_the_scripted_model(proof: Proof) -> None:
    assert proof.run.exit_code == 0, proof.run.output
    written = {path: (proof.run.workspace / path).read_text() for path in SOLUTION.after}
    assert written == SOLUTION.after, proof.run.output


def test_its_shell_finds_the_tools_of_the_task(proof: Proof) -> None:
    if proof.agent.name == "aider":  # it has no shell
        return
    found = (proof.run.workspace.parent / "tmp" / "found").read_text().strip()
    assert Path(found).parent in toolchain(TASK.language).folders


def test_every_answer_to_it_was_counted(proof: Proof) -> None:
    assert proof.counted
    assert len({usage.id for usage in proof.counted}) == len(proof.counted)


def test_it_leaves_in_the_workspace_only_what_it_is_known_to_leave(proof: Proof) -> None:
    def known(path: Path) -> bool:
        return any(path.is_relative_to(glob.removesuffix("/**")) for glob in (".git/**", *proof.agent.leaves))

    after = {path.relative_to(proof.run.workspace) for path in proof.run.workspace.rglob("*") if path.is_file()}
    given = {path.relative_to(TASK.workspace) for path in TASK.workspace.rglob("*")}
    assert [str(path) for path in sorted(after - given) if not known(path)] == []


def test_the_endpoints_key_is_nowhere_in_the_workspace(proof: Proof) -> None:
    texts = [path.read_bytes() for path in proof.run.workspace.rglob("*") if path.is_file()]
    assert not any(proof.key in text for text in texts)


@pytest.mark.parametrize("name", [found.name for found in agent.all_agents()])
def test_the_wiring_shown_to_readers_works_as_it_stands(name: str, tmp_path: Path) -> None:
    with scripted(name) as running:
        endpoint = {"url": running.url, "key": running.key, "model": running.model}
        run = drive_by_hand(name, TASK, tmp_path, endpoint)
    assert running.counted, run.output
    assert {path: (run.workspace / path).read_text() for path in SOLUTION.after} == SOLUTION.after, run.output
