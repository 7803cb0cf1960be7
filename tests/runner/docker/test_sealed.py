"""A sealed container as data: what its kwargs say, and what no caller can say."""

import json
from typing import Any

import pytest
from docker.models.containers import _create_container_args  # type: ignore[attr-defined]
from pydantic import ValidationError

from runner.docker.sealed import GIB, Limits, Sealed, Volume, kwargs, tmpfs_volume
from runner.docker.syscalls import profile

PLAIN = Sealed(image="cab/agent-x:1", command=("/opt/cab/relay", "--now"), labels={"a": "b"})


def asked(container: Sealed) -> dict[str, Any]:
    """The body that docker-py sends to the engine for it, as JSON."""
    body: dict[str, Any] = json.loads(json.dumps(_create_container_args(kwargs(container) | {"version": "1.41"})))
    return body


def host(container: Sealed) -> dict[str, Any]:
    config: dict[str, Any] = asked(container)["host_config"]
    return config


def test_it_has_no_network_no_capability_and_no_way_to_gain_one() -> None:
    body = host(PLAIN)
    assert (body["NetworkMode"], body["CapDrop"], body["SecurityOpt"][0]) == (
        "none",
        ["ALL"],
        "no-new-privileges:true",
    )
    assert "CapAdd" not in body
    assert not body.get("Privileged")


def test_its_system_calls_are_those_of_the_kits_profile_and_the_paths_engines_mask_stay_masked() -> None:
    assert host(PLAIN)["SecurityOpt"][1:] == [f"seccomp={profile()}"]
    assert not {"MaskedPaths", "ReadonlyPaths"} & host(PLAIN).keys()


def test_podman_takes_some_flags_in_another_form_and_all_else_is_the_same() -> None:
    podman = PLAIN.model_copy(update={"engine": "podman", "profile_file": "/cache/seccomp-1.json"})
    assert host(podman)["SecurityOpt"] == ["no-new-privileges:true", "seccomp=/cache/seccomp-1.json"]
    changed = {key for key, value in kwargs(podman).items() if kwargs(PLAIN)[key] != value}
    assert changed == {"security_opt", "dns", "tmpfs"}
    assert all("size=1073741824,exec,mode=1777" in options for options in host(podman)["Tmpfs"].values())
    assert "nr_blocks=262144,nr_inodes=9" in tmpfs_volume(1 << 30, 9, engine="podman")["driver_opts"]["o"]


def test_without_a_profile_on_its_machine_podman_has_its_own_and_none_at_all_cannot_be_said() -> None:
    assert host(PLAIN.model_copy(update={"engine": "podman"}))["SecurityOpt"] == ["no-new-privileges:true"]
    with pytest.raises(ValidationError):
        Sealed.model_validate({**PLAIN.model_dump(), "profile_file": "unconfined"})


def test_it_shares_no_namespace_with_the_host_or_another_container() -> None:
    body = host(PLAIN)
    assert (body["IpcMode"], body["CgroupnsMode"]) == ("private", "private")
    assert not {"PidMode", "UTSMode", "UsernsMode", "VolumesFrom", "Links", "CgroupParent"} & body.keys()


def test_its_root_is_read_only_and_what_can_be_written_has_a_size() -> None:
    body = host(PLAIN)
    assert body["ReadonlyRootfs"] is True
    assert set(body["Tmpfs"]) == {"/tmp", "/home/agent"}
    assert all("size=1073741824,nr_inodes=262144" in options for options in body["Tmpfs"].values())
    assert body["ShmSize"] == 64 * 1024 * 1024


def test_its_limits_are_the_engines_and_swap_adds_nothing() -> None:
    body = host(PLAIN.model_copy(update={"limits": Limits(memory=GIB, cpus=1.5, pids=99, open_files=640)}))
    assert (body["Memory"], body["MemorySwap"], body["NanoCpus"], body["PidsLimit"]) == (GIB, GIB, 1_500_000_000, 99)
    assert body["Ulimits"] == [{"Name": "nofile", "Soft": 640, "Hard": 640}, {"Name": "core", "Soft": 0, "Hard": 0}]


def test_a_flood_of_output_is_kept_to_one_small_file() -> None:
    assert host(PLAIN)["LogConfig"] == {"Type": "json-file", "Config": {"max-size": "1048576", "max-file": "1"}}


def test_nothing_of_the_host_is_in_it() -> None:
    body = host(PLAIN.model_copy(update={"volumes": (Volume(name="slot-1", at="/cab", read_only=True),)}))
    copied = {"VolumeOptions": {"NoCopy": True}}
    assert body["Mounts"] == [{"Type": "volume", "Source": "slot-1", "Target": "/cab", "ReadOnly": True} | copied]
    assert not {"Binds", "Devices", "DeviceRequests", "DeviceCgroupRules", "PortBindings", "PublishAllPorts"} & {
        key for key, value in body.items() if value
    }


def test_its_main_process_stands_in_place_of_the_images_own() -> None:
    body = asked(PLAIN)
    assert (body["entrypoint"], body["command"]) == (["/opt/cab/relay"], ["--now"])
    assert (body["user"], body["hostname"], host(PLAIN)["Init"]) == ("1000:1000", "cell", True)


def test_gvisor_is_one_word_and_nothing_else_changes() -> None:
    other = kwargs(PLAIN.model_copy(update={"runtime": "runsc"}))
    assert other == kwargs(PLAIN) | {"runtime": "runsc"}


def test_every_field_a_caller_may_set_is_in_this_list() -> None:
    may_set = "image command labels env volumes folder user limits runtime engine profile_file stdin name"
    assert set(Sealed.model_fields) == set(may_set.split())


@pytest.mark.parametrize(
    "word", ["privileged", "cap_add", "devices", "binds", "network_mode", "security_opt", "pid_mode", "ports"]
)
def test_what_would_open_it_cannot_be_said(word: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Sealed.model_validate({**PLAIN.model_dump(), word: True})


@pytest.mark.parametrize(
    "source", ["/var/run/docker.sock", "/", "/etc", "../x", "./x", "~/x", "a/b", "", "C:\\", "-v", "a:b", "a\n"]
)
def test_a_volume_is_a_name_and_never_a_path_of_the_host(source: str) -> None:
    with pytest.raises(ValidationError):
        Volume(name=source, at="/workspace")


@pytest.mark.parametrize("at", ["/", "/etc", "/proc", "/var/run/docker.sock", "/opt/agent", "/cab/../etc", "workspace"])
def test_a_volume_is_mounted_only_where_cells_have_one(at: str) -> None:
    with pytest.raises(ValidationError):
        Volume(name="slot-1", at=at)


@pytest.mark.parametrize(
    "wrong",
    [{"user": 0}, {"user": -1}, {"runtime": "runc"}, {"command": ()}, {"image": ""}, {"image": "--privileged"}],
)
def test_a_container_of_root_or_of_an_unknown_runtime_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Sealed.model_validate({**PLAIN.model_dump(), **wrong})


@pytest.mark.parametrize("limit", sorted(Limits.model_fields))
@pytest.mark.parametrize("value", [0, -1])
def test_no_limit_can_be_none_at_all(limit: str, value: int) -> None:
    with pytest.raises(ValidationError):
        Limits.model_validate({limit: value})


def test_a_workspace_is_a_tmpfs_with_a_size_a_count_and_the_agent_as_its_owner() -> None:
    made = tmpfs_volume(1000, 50)
    assert made["driver_opts"] == {
        "type": "tmpfs",
        "device": "tmpfs",
        "o": "nosuid,nodev,size=1000,nr_inodes=50,mode=0755,uid=1000,gid=1000",
    }
