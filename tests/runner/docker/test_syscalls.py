"""The seccomp profile: what it lets through, and that what leads out of a container is not in it."""

import json
from pathlib import Path

import pytest

from runner.docker.syscalls import ALLOWED, FAMILIES, profile, profile_file

OUT = """
    acct add_key bpf chroot clock_adjtime clock_settime delete_module fanotify_init finit_module fsconfig fsmount fsopen
    init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl mount
    mount_setattr move_mount open_by_handle_at open_tree perf_event_open pidfd_getfd pivot_root quotactl reboot
    request_key setdomainname sethostname setns settimeofday socketcall swapoff swapon syslog umount2 unshare
    userfaultfd vhangup
"""


@pytest.mark.parametrize("call", OUT.split())
def test_what_leads_out_is_not_allowed(call: str) -> None:
    named = {name for rule in json.loads(profile())["syscalls"] for name in rule["names"]}
    assert call not in named


def test_all_else_is_refused_and_no_other_word_size_is_a_way_round() -> None:
    said = json.loads(profile())
    assert said["defaultAction"] == "SCMP_ACT_ERRNO"
    assert [one["subArchitectures"] for one in said["archMap"]] == [[], []]


def test_sockets_are_of_four_families_and_none_reaches_the_hypervisor() -> None:
    rules = [rule for rule in json.loads(profile())["syscalls"] if rule["names"] == ["socket"]]
    assert [(rule["args"][0]["op"], rule["args"][0]["value"]) for rule in rules] == [
        ("SCMP_CMP_EQ", family) for family in FAMILIES.values()
    ]
    assert 40 not in FAMILIES.values()


def test_clone_makes_no_namespace_and_clone3_does_not_exist() -> None:
    rules = {rule["names"][0]: rule for rule in json.loads(profile())["syscalls"] if "clone" in rule["names"][0]}
    assert rules["clone"]["args"] == [{"index": 0, "value": 0x7E020000, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}]
    assert (rules["clone3"]["action"], rules["clone3"]["errnoRet"]) == ("SCMP_ACT_ERRNO", 38)


def test_no_call_is_named_twice() -> None:
    assert len(set(ALLOWED)) == len(ALLOWED)


def test_the_profile_is_a_file_named_by_its_content_that_is_written_once(tmp_path: Path) -> None:
    path = profile_file(tmp_path / "new")
    assert path.read_text() == profile()
    written = path.stat().st_mtime_ns
    assert profile_file(tmp_path / "new") == path
    assert path.stat().st_mtime_ns == written
    assert list(path.parent.iterdir()) == [path]
