"""Images: named by their content, built once, and what the engine says of them."""

import io
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

from runner import images
from runner.agent import AGENTS, all_agents, find
from runner.building import Building
from runner.image import Image
from runner.images import agent_image, grader_image, kit_image, proxy_image, toolchains_image

BUILDING = Building(base_image="some/base", network="host")


class FakeContainer:
    """Ends at once, and has printed something."""

    def __init__(self, text: bytes) -> None:
        self.text = text

    def start(self) -> None:
        """Nothing to start."""

    def wait(self, timeout: float) -> dict[str, int]:
        """Over already."""
        assert timeout > 0
        return {"StatusCode": 0}

    def logs(self) -> bytes:
        """What it printed."""
        return self.text

    def remove(self, *, force: bool) -> None:
        """Nothing is left of it, running or not."""
        assert force


class FakeEngine:
    """Remembers what was built; `fails` is what the next build ends with."""

    def __init__(self, *, fails: str = "", keeps: bool = True) -> None:
        self.made: dict[str, dict[str, Any]] = {}
        self.asked: list[dict[str, Any]] = []
        self.fails, self.keeps = fails, keeps
        self.images = self.api = self.containers = self
        self.installed = find("mini-swe-agent").version

    def version(self) -> dict[str, Any]:
        """Docker's own engine."""
        return {"Components": [{"Name": "Engine"}]}

    def get(self, tag: str) -> Any:
        """As docker's own client does."""
        from docker.errors import ImageNotFound

        if tag not in self.made:
            raise ImageNotFound(tag)
        found = type("Found", (), {})()
        found.attrs = self.made[tag]
        return found

    def remove(self, tag: str) -> None:
        """As docker's own client does."""
        del self.made[tag]

    def create(self, **_: Any) -> Any:
        """A container whose program names its version."""
        return FakeContainer(f"This is mini {self.installed}\n".encode())

    def build(self, **asked: Any) -> list[dict[str, Any]]:
        """One step, then its end."""
        self.asked.append(asked)
        if self.fails:
            return [{"stream": "Step 1/1 : RUN pip install\n"}, {"error": self.fails}]
        if self.keeps:
            self.made[asked["tag"]] = {
                "Id": "sha256:1",
                "Size": 5_000_000,
                "RepoDigests": [],
                "Config": {"Labels": asked["labels"]},
            }
        return [{"stream": "done\n"}]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path) -> Any:
    """Locks of builds in a folder of their own."""
    before = os.environ.get("CAB_CACHE")
    os.environ["CAB_CACHE"] = str(tmp_path / "cache")
    yield
    del os.environ["CAB_CACHE"]
    if before is not None:
        os.environ["CAB_CACHE"] = before


def small(folder: Path, **args: str) -> Image:
    """An image of one folder's files."""
    files = {path.name: path for path in folder.iterdir() if path.is_file()}
    return Image(repository="cab/x", dockerfile="Dockerfile", files=files, args=args, agent=None, under=None)


def test_another_byte_mode_name_or_argument_is_another_tag(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "relay").write_text("#!/bin/sh\n")
    tags = [small(tmp_path).tag, small(tmp_path, A="1").tag, small(tmp_path, A="2").tag]
    (tmp_path / "relay").chmod(0o755)
    tags.append(small(tmp_path).tag)
    (tmp_path / "relay").rename(tmp_path / "relais")
    tags.append(small(tmp_path).tag)
    (tmp_path / "relais").write_text("#!/bin/bash\n")
    tags.append(small(tmp_path).tag)
    assert len({*tags}) == 6
    assert {tag.partition(":")[0] for tag in tags} == {"cab/x"}
    assert small(tmp_path).tag == tags[-1]


def test_the_context_is_the_same_bytes_whoever_owns_the_files_and_whenever_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "relay").write_text("#!/bin/sh\n")
    (tmp_path / "relay").chmod(0o700)
    first = small(tmp_path).context()
    os.utime(tmp_path / "Dockerfile", (1, 1))
    assert small(tmp_path).context() == first
    with tarfile.open(fileobj=io.BytesIO(first)) as archive:
        assert [(one.name, one.mode, one.uid) for one in archive] == [("Dockerfile", 0o644, 0), ("relay", 0o755, 0)]


def test_a_build_happens_once_with_the_machines_network_and_the_agents_labels() -> None:
    engine: Any = FakeEngine()
    told = list[str]()
    agent = find("mini-swe-agent")
    image = agent_image(agent, BUILDING)
    first = images.ensure(image, told.append, engine, BUILDING)
    assert images.ensure(image, told.append, engine, BUILDING) == first
    assert [one["tag"] for one in engine.asked] == [toolchains_image(BUILDING).tag, image.tag]
    assert [one["network_mode"] for one in engine.asked] == ["host", "host"]
    assert [one["buildargs"] for one in engine.asked] == [
        {"BASE_IMAGE": "some/base"},
        {"TOOLCHAINS": toolchains_image(BUILDING).tag},
    ]
    assert (first.bin, first.version, first.digest) == ("/opt/agent/bin/mini", agent.version, None)
    assert [line.split()[0] for line in told] == ["building", "built", "building", "built"]


def test_a_failed_build_says_what_the_build_said_and_the_mend(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    engine: Any = FakeEngine(fails="exit code 1")
    with pytest.raises(RuntimeError, match=r"RUN pip install\nexit code 1\n.*CAB_BUILD_NETWORK=host"):
        images.ensure(small(tmp_path), print, engine, BUILDING)


def test_an_engine_that_keeps_no_image_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    engine: Any = FakeEngine(keeps=False)
    with pytest.raises(RuntimeError, match="does not have it"):
        images.ensure(small(tmp_path), print, engine, BUILDING)


def test_an_image_with_another_version_than_the_pinned_one_is_not_kept() -> None:
    engine: Any = FakeEngine()
    engine.installed = "0.0.1"
    image = agent_image(find("mini-swe-agent"), BUILDING)
    with pytest.raises(RuntimeError, match=r"agent.toml says version .*, its image has 0.0.1"):
        images.ensure(image, print, engine, BUILDING)
    assert images.built(image, engine) is None


def test_how_an_agent_is_started_is_no_part_of_its_image() -> None:
    assert "agent.toml" not in agent_image(find("mini-swe-agent"), BUILDING).files


def test_an_agent_that_needs_a_later_python_takes_it_from_the_image_that_the_environment_names(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("ARG TOOLCHAINS\nARG TRIXIE_IMAGE\nFROM ${TRIXIE_IMAGE}\n")
    agent = find("pi").model_copy(update={"folder": tmp_path})
    building = Building.of({"CAB_TRIXIE_IMAGE": "some/trixie"})
    assert agent_image(agent, building).args["TRIXIE_IMAGE"] == "some/trixie"
    assert agent_image(agent, Building()).args["TRIXIE_IMAGE"] == "debian:trixie-slim"
    assert "TRIXIE_IMAGE" not in agent_image(find("pi"), building).args


def test_the_environment_names_base_and_network_and_an_empty_setting_is_none() -> None:
    assert Building.of({"CAB_BASE_IMAGE": "", "CAB_BUILD_NETWORK": ""}) == Building()
    assert Building.of({"CAB_BASE_IMAGE": "a", "CAB_BUILD_NETWORK": "b"}) == Building(base_image="a", network="b")


def test_the_proxys_image_takes_the_kit_and_nothing_compiled() -> None:
    names = [*proxy_image(BUILDING).files]
    assert {"Dockerfile.proxy", "proxy/serve.py", "cab/main.py", "proxy/requirements.txt"} <= {*names}
    assert [name for name in names if "__pycache__" in name] == []


def test_an_agent_without_a_dockerfile_is_named(tmp_path: Path) -> None:
    agent = find("pi").model_copy(update={"folder": tmp_path})
    with pytest.raises(FileNotFoundError, match=r"Dockerfile: no such file; write one"):
        agent_image(agent, BUILDING)


def test_no_dockerfile_names_a_host_and_packages_come_from_locks_alone() -> None:
    for path in AGENTS.glob("*/Dockerfile"):
        text = path.read_text()
        assert "://" not in text, path
        installs = [line for line in text.replace("\\\n", " ").splitlines() if "pip install" in line or " pip " in line]
        assert all("--require-hashes" in line for line in installs), path
        assert "npm install" not in text, path


def test_the_toolchains_have_the_node_that_agents_get_on_ones_own_machine() -> None:
    pinned = (AGENTS.parent / "node.in").read_text().strip()
    assert pinned in (AGENTS / "base/requirements.txt").read_text()


def test_every_dockerfile_belongs_to_an_agent_or_is_the_toolchains() -> None:
    assert {path.parent.name for path in AGENTS.glob("*/Dockerfile")} <= {agent.name for agent in all_agents()} | {
        "base"
    }


def test_an_agents_kit_stands_on_its_image_and_alone_has_the_tasks_with_their_solutions() -> None:
    pi = find("pi")
    kit, own = kit_image(pi, BUILDING), agent_image(pi, BUILDING)
    assert (kit.under, kit.args["AGENT_IMAGE"], kit.args["AGENT"]) == (own, own.tag, "pi")
    assert kit.tag.startswith("cab/kit-pi:")
    solution = "tasks/polyglot/python-reverse-string/solution/"
    assert any(name.startswith(solution) for name in kit.files)
    for image in (own, toolchains_image(BUILDING), grader_image(BUILDING), proxy_image(BUILDING)):
        assert [name for name in image.files if name.startswith("tasks/") or "solution" in name] == []
    assert [name for name in kit.files if "node_modules" in name or "__pycache__" in name or name.startswith(".")] == []


def test_a_change_of_the_kit_is_another_kit_image_and_the_same_agents_image() -> None:
    kit = kit_image(find("pi"), BUILDING)
    changed = kit.model_copy(update={"files": {**kit.files, "cab/check.py": kit.files["cab/run.py"]}})
    assert changed.tag != kit.tag
    assert changed.under == kit.under


def test_the_kits_dockerfile_takes_every_package_of_the_kit_and_names_no_host() -> None:
    text = (images.KIT / "Dockerfile.kit").read_text()
    assert [name for name in images.PACKAGES if f"COPY {name} {name}\n" not in text] == []
    assert "://" not in text
    assert "--require-hashes" in text


def test_the_kits_dockerfile_shares_the_layers_of_the_proxys_packages() -> None:
    def steps(name: str) -> str:
        text = (images.KIT / name).read_text()
        start = text.index("FROM ${BASE_IMAGE} AS python")
        return text[start : text.index("packages/${TRANSLATION}.txt", start)]

    assert steps("Dockerfile.kit") == steps("Dockerfile.proxy")
