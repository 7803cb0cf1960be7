"""What a reader types."""

import shlex
from pathlib import Path

import click

from cab.check import check
from cab.run import run
from cab.traffic import Traffic, traffic_options
from proxy import budget, faults
from proxy.limits import Limits
from report import axes, commands
from report.page import marks
from runner.cell import CellId
from tests import samples
from tests.report.hostile import PAYLOAD


def test_check_names_the_cell() -> None:
    text = commands.check(samples.cell())
    assert "cab check \\\n  --tui aider \\\n  --model stepfun-ai/step-3.5-flash \\\n" in text
    assert "--task mutations/rust-error-negated" in text
    assert "--timeout 600" in text
    assert text.endswith("# provisional score \u2014 not for citation")


def test_a_rehearsal_needs_no_endpoint_and_says_what_it_is() -> None:
    text = commands.check(samples.cell(kind="rehearsal"))
    assert "CAB_KEY" not in text
    assert "--model" not in text
    assert "not a measurement" in text


def test_what_became_of_calls_on_their_way_is_asked_for_again() -> None:
    calls = Traffic(
        speaks=frozenset(("messages", "chat")),
        budget=budget.parse("calls=3,usd=1.5"),
        faults=faults.parse("429@1"),
        limits=Limits(concurrency=3, per_minute=60, per_cell=2),
        keep_hosted=True,
        bodies=Path("bodies"),
    )
    cell = samples.cell(kind="rehearsal", settings=calls.facts())
    words = shlex.split(commands.check(cell).replace("\\\n", ""), comments=True)
    options = {name for one in check.params for name in one.opts}
    of_traffic = {name for one in traffic_options(click.command()(lambda: None)).params for name in one.opts}
    assert of_traffic <= {word for word in words if word.startswith("--")} <= options
    assert words[words.index("--speaks") :] == [
        *("--speaks", "chat,messages", "--budget", "calls=3,usd=1.5", "--concurrency", "3", "--per-minute", "60"),
        *("--per-cell", "2", "--fault", "429@1", "--allow-hosted-tools", "--bodies"),
    ]


def test_the_plugins_are_asked_for_again_the_skipped_ones_too() -> None:
    settings = {"plugin_stack": ["architect"], "plugins_skipped": {"outline": "python3: not on the agent's PATH"}}
    assert "--plugin architect \\\n  --plugin outline\n" in commands.check(samples.cell(settings=settings))
    assert "--plugin" not in commands.check(samples.cell())


def test_docker_lines_come_with_a_cell_that_ran_in_a_container_and_say_that_theirs_is_not_sealed() -> None:
    assert commands.docker(samples.cell()) is None
    alone = samples.cell(settings={"sandbox": "one container"})
    for cell in (samples.cell(image="cab/agent-aider:1"), alone):
        text = commands.docker(cell)
        assert text is not None
        assert text.startswith("IMAGE=$(cab images build --kit aider | cut -d' ' -f1)\n")
        assert '-e CAB_KEY \\\n  "$IMAGE" \\\n  run-cell \\\n    --tui aider' in text
        assert text.endswith("# one container: not sealed, provisional \u2014 not for citation")


def test_a_cell_of_one_container_is_marked_as_not_sealed() -> None:
    assert marks(samples.cell(settings={"sandbox": "one container"})) == (axes.UNSEALED, axes.PROVISIONAL)
    assert axes.UNSEALED not in marks(samples.cell(settings={"sandbox": "local"}))


def test_an_image_is_pulled_where_it_can_be_and_built_where_it_is_in_no_registry() -> None:
    assert commands.image(samples.cell()) is None
    pushed = samples.cell(image="cab/agent-aider:1", image_digest="some/aider@sha256:7fca")
    assert commands.image(pushed) == "docker pull some/aider@sha256:7fca"
    text = commands.image(samples.cell(image="cab/agent-aider:1"))
    assert text is not None
    assert text.startswith("cab images build aider\n# gives cab/agent-aider:1,")
    assert "pull" not in text


def test_a_sealed_cell_is_run_again_within_the_same_limits() -> None:
    assert commands.run(samples.cell()) is None
    settings = {"timeout_s": 600, "memory": 3 * 1024**3, "cpus": 1.5, "pids": 512, "runtime": "runsc"}
    cell = samples.cell(container=samples.container(unsafe=True), settings=settings)
    text = commands.run(cell)
    assert text is not None
    words = shlex.split(text.partition("\n\n")[2].replace("\\\n", ""))
    assert words[:4] == ["cab", "run", "--tui", "aider"]
    assert words[words.index("--memory") :] == [
        *("--memory", "3g", "--cpus", "1.5", "--pids", "512", "--runtime", "runsc", "--unsafe")
    ]
    assert {word for word in words if word.startswith("--")} <= {name for one in run.params for name in one.opts}
    rehearsed = commands.run(cell.model_copy(update={"kind": "rehearsal"}))
    assert rehearsed is not None
    assert "CAB_KEY" not in rehearsed


def test_a_hostile_name_stays_one_word_of_the_command() -> None:
    identity = CellId.of("aider", PAYLOAD, "mutations/rust-error-negated", 1)
    words = shlex.split(commands.check(samples.cell(identity=identity)), comments=True)
    model = words[words.index("--model") + 1]
    assert model.startswith("</script>")
    assert "\n" not in model
    assert words[-2:] == ["--timeout", "600"]


def test_embedding_paths_lead_to_the_folder_on_disk(tmp_path: Path) -> None:
    embed = commands.embed(samples.bundle(tmp_path))
    folder = "local/aider/stepfun-ai%252Fstep-3.5-flash/mutations/rust-error-negated/run1"
    assert f"]({folder}/badge.svg)]({folder}/page.html)" in embed["markdown"]
    assert f'href="{folder}/page.html"' in embed["html"]


def test_a_hostile_name_opens_neither_a_link_nor_an_element(tmp_path: Path) -> None:
    identity = CellId.of("aider", '](x) <b> "', "mutations/rust-error-negated", 1)
    bundle = samples.bundle(tmp_path, evidence=samples.evidence(cell=samples.cell(identity=identity)))
    embed = commands.embed(bundle)
    assert "\\](x) \\<b\\>" in embed["markdown"]
    assert embed["html"].count("<") == 3
    assert embed["html"].count('"') == 6
