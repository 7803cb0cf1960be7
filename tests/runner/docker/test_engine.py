"""Engines: what they say of themselves, and how their containers come to an endpoint on the kit's loopback."""

import gc
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from runner.docker.engine import Engine, Reach, connect

LOCAL = "http+docker://localhost"


def engine(base_url: str = LOCAL, version: dict[str, Any] | None = None, **info: Any) -> Engine:
    """An engine that says this of itself."""
    told = {"Version": "20.10.24", "ApiVersion": "1.41", "Os": "linux", "Arch": "amd64"} | (version or {})
    client = SimpleNamespace(api=SimpleNamespace(base_url=base_url), version=lambda: told, info=lambda: info)
    return Engine(cast("Any", client))


def test_a_loopback_is_the_hosts_network_where_the_engine_is_here() -> None:
    assert engine().loopback() == Reach("host", None)


def test_docker_desktop_knows_the_loopback_by_a_name() -> None:
    assert engine(OperatingSystem="Docker Desktop").loopback() == Reach("bridge", "host.docker.internal")


@pytest.mark.parametrize("base_url", ["http://192.0.2.7:2375", "https://engine.invalid:2376", "http+docker://ssh"])
def test_an_engine_elsewhere_does_not_reach_it_and_says_so(base_url: str) -> None:
    with pytest.raises(ValueError, match=r"on this machine's loopback.*DOCKER_HOST.*give --endpoint an address"):
        engine(base_url).loopback()


def test_a_rootless_docker_does_not_reach_it_but_a_rootless_podman_does() -> None:
    rootless = ["name=seccomp", "name=rootless"]
    with pytest.raises(ValueError, match="rootless Docker"):
        engine(SecurityOptions=rootless).loopback()
    podman = {"Components": [{"Name": "Podman Engine"}]}
    assert engine(version=podman, SecurityOptions=rootless).loopback() == Reach("host", None)


def test_what_an_engine_does_not_say_is_no_fact() -> None:
    facts = engine(Driver="overlay2", CgroupVersion="1", DefaultRuntime="runc").facts(None)
    assert facts == {
        "name": "Docker", "version": "20.10.24", "api": "1.41", "platform": "linux/amd64", "storage": "overlay2",
        "cgroup": "1", "runtime": "runc",
    }  # fmt: skip
    assert engine().facts("runsc")["runtime"] == "runsc"
    assert engine(version={"Components": [{"Name": "Podman Engine"}]}).facts(None)["name"] == "Podman"


# docker-py, which asks for the engine's version as it is made, does not close what it asked over when it fails.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("host", ["unix:///no/such.sock", "tcp://127.0.0.1:9", "ssh://x@localhost", "nonsense"])
def test_no_engine_is_one_line_with_the_mend(host: str, tmp_path: Path) -> None:
    with pytest.raises(ConnectionError, match=r"no Docker engine answers at .*; start one .* DOCKER_HOST"):
        connect({"DOCKER_HOST": host, "HOME": str(tmp_path)})
    gc.collect()
