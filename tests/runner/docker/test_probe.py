"""The probe: every fact holds in a sealed container, and fails where the wall it asks about is missing."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from runner.docker.labels import OWNER, labels, this_process
from runner.docker.listeners import listening
from runner.docker.probe import GVISORS_OWN, Fact, Facts, examine, given, under_gvisor
from runner.docker.questions import files, neighbours, network
from runner.docker.questions.__main__ import FACTS, apart
from runner.docker.questions.kernel import Found
from runner.docker.sealed import MIB, Limits, Sealed, Volume, kwargs
from runner.images import Building, ensure, grader_image

if TYPE_CHECKING:
    from docker import DockerClient

NAMES = [question.__name__ for question in FACTS]
NETWORK = f"cab-probe-test-{os.getpid()}"
Loosening = Callable[[dict[str, Any]], dict[str, Any]]


def unfiltered(_: dict[str, Any]) -> dict[str, Any]:
    return {"security_opt": ["no-new-privileges:true", "seccomp=unconfined"]}


def root(_: dict[str, Any]) -> dict[str, Any]:
    return {"user": "0:0"}


def mighty(flags: dict[str, Any]) -> dict[str, Any]:
    caps = "NET_RAW NET_ADMIN SYS_PTRACE SYS_ADMIN SYS_CHROOT MKNOD SYS_TIME SYSLOG SYS_BOOT SYS_MODULE SYS_PACCT"
    return root(flags) | unfiltered(flags) | {"cap_add": caps.split()}


def neighbour(flags: dict[str, Any]) -> str:
    return f"neighbour-{flags['name'].removeprefix('probed-')}"


def neighbours_volume(flags: dict[str, Any]) -> dict[str, Any]:
    return {"mounts": [{"Type": "volume", "Source": f"{neighbour(flags)}-0", "Target": "/workspace"}]}


def engines_socket(_: dict[str, Any]) -> dict[str, Any]:
    return {"volumes": {"/var/run/docker.sock": {"bind": "/run/docker.sock", "mode": "rw"}}}


def unlimited(_: dict[str, Any]) -> dict[str, Any]:
    none = dict.fromkeys(("mem_limit", "memswap_limit", "nano_cpus", "pids_limit"))
    return none | {
        "ulimits": [{"Name": "nofile", "Soft": 8192, "Hard": 8192}, {"Name": "core", "Soft": -1, "Hard": -1}]
    }


# Each takes one wall away (what a capability opens shows only to an unfiltered root), and names the facts that fail.
LOOSENINGS: dict[str, tuple[Loosening, str]] = {
    "a network": (
        lambda _: {"network_mode": NETWORK},
        "only_loopback no_ipv4_route no_ipv6_route no_way_out no_metadata no_dns no_host_port",
    ),
    "the host's network": (lambda _: {"network_mode": "host", "hostname": None, "dns": None}, "no_host_socket"),
    "no filter of system calls": (
        unfiltered,
        "seccomp_filters no_user_namespace no_keyring no_perf_events no_userfaultfd no_io_uring",
    ),
    "root without a capability": (root, "not_root no_change_of_user"),
    "root with capabilities, unfiltered": (
        mighty,
        "no_capability no_raw_socket no_network_change no_other_users_process no_namespace no_mount no_chroot "
        "no_device_file no_bpf clock_not_settable no_kernel_change no_kernel_log",
    ),
    "the host's processes": (lambda _: {"pid_mode": "host"}, "no_other_cells_process"),
    "the neighbour's network": (
        lambda flags: {"network_mode": f"container:{neighbour(flags)}", "hostname": None, "dns": None},
        "no_other_cells_socket",
    ),
    "the neighbour's volume": (neighbours_volume, "no_other_cells_file"),
    "another host name": (lambda _: {"hostname": "builder-7"}, "hostname_says_nothing"),
    "a key in its environment": (lambda _: {"environment": {"SOME_API_KEY": "x"}}, "no_key_in_environment"),
    "new privileges": (
        lambda flags: {"security_opt": [one for one in flags["security_opt"] if "privileges" not in one]},
        "no_new_privileges",
    ),
    "a privileged container": (
        lambda _: {"privileged": True},
        "kernel_read_only cgroups_read_only kernel_masked no_host_device",
    ),
    "a root that can be written": (lambda _: {"read_only": False}, "root_read_only"),
    "the engine's socket": (engines_socket, "no_engine_socket no_host_folder"),
    "setuid bits on /tmp": (lambda _: {"tmpfs": {"/tmp": "size=1m,nr_inodes=99,suid,dev"}}, "no_setuid_on_volumes"),
    "no limits": (
        unlimited,
        "memory_limited swap_adds_nothing processes_limited cpu_limited open_files_limited no_core_dump",
    ),
    "no sizes": (
        lambda _: {"tmpfs": {"/tmp": "", "/home/agent": ""}, "mounts": [], "shm_size": 99 * MIB},
        "tmp_limited home_limited workspace_limited shared_memory_limited",
    ),
}
# The umask is the engine's own and no flag sets it; whether a kernel knows AF_VSOCK is another machine's matter.
ELSEWHERE = {"umask_keeps_others_out", "no_hypervisor_socket"}


@pytest.fixture(scope="module")
def client(engine: Building) -> Iterator["DockerClient"]:  # noqa: ARG001  # without it there is none
    import docker

    with_engine = docker.from_env()
    try:
        yield with_engine
    finally:
        with_engine.close()


@pytest.fixture(scope="module")
def sealed(client: "DockerClient") -> Sealed:
    image = ensure(grader_image(), print, client).tag
    limits = Limits(memory=512 * MIB, tmp=8 * MIB, home=8 * MIB, workspace=8 * MIB, files=2000, cpus=0.5)
    slot, work = Volume(name="a-slot", at="/cab", read_only=True), Volume(name="a-workspace", at="/workspace")
    return Sealed(image=image, command=("the-agents-own",), labels={}, volumes=(work, slot), limits=limits)


@pytest.fixture(scope="module")
def both_families(client: "DockerClient") -> Iterator[None]:
    """A network with both kinds of addresses, for the one container that is to have one."""
    from docker.types import IPAMConfig, IPAMPool

    # A subnet of this process's own; the engine chooses one for the other family.
    subnet = f"fd00:cab:{os.getpid() >> 16:x}:{os.getpid() & 0xFFFF:x}::/64"
    ipam = IPAMConfig(pool_configs=[IPAMPool(subnet=subnet)])
    made = client.networks.create(NETWORK, enable_ipv6=True, ipam=ipam, labels=labels("probe"))
    try:
        yield
    finally:
        made.remove()


def left(client: "DockerClient") -> list[str]:
    ours: dict[str, Any] = {"label": f"{OWNER}={this_process()}"}
    return [
        str(one.id) for one in (*client.containers.list(all=True, filters=ours), *client.volumes.list(filters=ours))
    ]


@pytest.mark.docker
def test_every_fact_holds_in_a_sealed_container_and_nothing_is_left_of_the_probe(
    client: "DockerClient", sealed: Sealed
) -> None:
    seen = examine(client, sealed, local=True)
    assert [fact.name for fact in seen.facts] == NAMES
    assert [fact for fact in seen.facts if not fact.ok] == []
    assert len(seen.facts) >= 25
    seen.demand()
    assert seen.image.startswith("sha256:")
    assert left(client) == []


@pytest.mark.docker
@pytest.mark.parametrize("loosened", LOOSENINGS)
def test_a_fact_fails_where_its_wall_is_missing(
    client: "DockerClient", sealed: Sealed, loosened: str, request: pytest.FixtureRequest
) -> None:
    loosen, names = LOOSENINGS[loosened]
    if loosened == "a network":
        request.getfixturevalue("both_families")

    def create(container: Sealed) -> dict[str, Any]:
        flags = kwargs(container)
        return flags | loosen(flags)

    seen = examine(client, sealed, create, local=True)
    assert {fact.name for fact in seen.failed} >= set(names.split())
    with pytest.raises(RuntimeError, match=names.split()[0]):
        seen.demand()
    assert left(client) == []


def test_every_fact_is_seen_to_fail_somewhere() -> None:
    failing = {name for _, names in LOOSENINGS.values() for name in names.split()}
    assert failing | ELSEWHERE == set(NAMES)
    assert failing & ELSEWHERE == set()


def test_under_gvisor_its_own_kernels_answers_are_open_and_the_network_and_the_neighbours_are_still_asserted() -> None:
    wrong = [Fact(name=name, ok=False, detail="seen so") for name in NAMES]
    under = {fact.name: fact for fact in map(under_gvisor, wrong)}
    assert {name for name, fact in under.items() if fact.ok is None} == GVISORS_OWN
    assert under["no_io_uring"].detail.endswith("seen: seen so")
    asserted = [*network.FACTS, *(one for one in neighbours.FACTS if "cell" in one.__name__), files.no_engine_socket]
    assert [one.__name__ for one in asserted if under[one.__name__].ok is not False] == []
    held = Fact(name="no_io_uring", ok=True, detail="EPERM")
    assert under_gvisor(held) == held


def asked_here(name: str, before: str = "") -> dict[str, Any]:
    """One question to this machine's own Python, without any wall."""
    code = (
        f"{before}\nimport json\nfrom runner.docker.questions.__main__ import FACTS, apart\n"
        f"print(json.dumps(apart({{one.__name__: one for one in FACTS}}[{name!r}], {{}})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    ok, detail = json.loads(done.stdout)
    return {"ok": ok, "detail": detail}


def test_an_open_umask_fails() -> None:
    assert asked_here("umask_keeps_others_out", "import os; os.umask(0o002)") == {"ok": False, "detail": "umask 0002"}
    assert asked_here("umask_keeps_others_out", "import os; os.umask(0o022)")["ok"] is True


def test_a_socket_to_the_hypervisor_fails_where_the_kernel_has_them() -> None:
    import socket

    try:
        socket.socket(40, socket.SOCK_STREAM).close()
    except OSError:
        assert asked_here("no_hypervisor_socket")["ok"] is True
    else:
        assert asked_here("no_hypervisor_socket") == {"ok": False, "detail": "done"}


def test_a_check_that_raises_or_dies_is_a_fact_that_does_not_hold() -> None:
    def raises(_: dict[str, Any]) -> Found:
        raise KeyError("x")

    def dies(_: dict[str, Any]) -> Found:
        os.kill(os.getpid(), 9)
        return True, ""

    assert apart(raises, {}) == (False, "KeyError: 'x'")
    assert apart(dies, {}) == (False, "the check ended with status 9 and no answer")


def test_a_remote_engine_leaves_two_facts_open_and_says_why() -> None:
    plain = Sealed(image="x", command=("x",), labels={})
    with listening(()) as opened:
        known = given(plain, "mark", opened)
    by_name = {one.__name__: one for one in FACTS}
    for name in ("no_host_port", "no_host_socket"):
        ok, detail = by_name[name](known)
        assert ok is None
        assert "another machine" in detail


def test_what_could_not_be_said_stops_no_run_and_what_failed_does() -> None:
    facts = tuple(Fact(name=f"fact_{n}", ok=True, detail="") for n in range(25))
    seen = Facts(image="sha256:1", seconds=1, facts=facts)
    seen.demand()
    open_one = seen.model_copy(update={"facts": (*facts, Fact(name="open", ok=None, detail="remote"))})
    open_one.demand()
    assert open_one.failed == ()
    wrong = seen.model_copy(update={"facts": (*facts, Fact(name="no_mount", ok=False, detail="mount: done"))})
    with pytest.raises(
        RuntimeError, match=r"1 of 26 isolation facts do not hold in sha256:1:\n  no_mount: mount: done"
    ):
        wrong.demand()


def test_the_kits_port_and_socket_tell_the_secret_to_whoever_gets_through() -> None:
    import socket

    with listening(("127.0.0.1", str(next(ip_network("198.51.100.0/24").hosts())))) as opened:
        assert [host for host, _ in opened.ports] == ["127.0.0.1"]
        with socket.create_connection(opened.ports[0], timeout=10) as knocking:
            assert knocking.recv(100).decode() == opened.secret
        with socket.socket(socket.AF_UNIX) as knocking:
            knocking.connect(f"\0{opened.abstract}")
            assert knocking.recv(100).decode() == opened.secret
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(opened.ports[0], timeout=10)
