"""Honest work: what agents and tests do on the toolchains goes on inside the walls as it does outside."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from runner.docker.sealed import GIB, Limits
from runner.images import Building, ensure, grader_image
from tests.docker.rooms import room, run

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

pytestmark = pytest.mark.docker

WORK = {
    "node": (
        'node -e \'const {Worker} = require("worker_threads"); require("fs").readFile("/etc/hosts", () =>'
        ' new Worker("console.log(41 + 1)", {eval: true}))\'',
        "42",
    ),
    "npm": ('echo \'{"scripts": {"t": "echo a-script-ran"}}\' > package.json && npm run --silent t', "a-script-ran"),
    "rust": ("cargo init --quiet --offline --name x . && cargo test --quiet --offline && cargo run --quiet", "Hello"),
    "go": (
        "printf 'module x\\n' > go.mod && printf 'package main\\nimport \"testing\"\\n"
        "func TestX(t *testing.T) { c := make(chan int); go func() { c <- 1 }(); <-c }\\nfunc main(){}'>x_test.go && "
        "go test ./... ",
        "ok",
    ),
    "java": (
        "printf 'class A { public static void main(String[] a) throws Exception {"
        ' Thread t = new Thread(() -> System.out.println("threads")); t.start(); t.join(); } }\' > A.java && '
        "javac A.java && java A",
        "threads",
    ),
    "c with a sanitizer": (
        'printf \'#include <stdio.h>\\n#include <pthread.h>\\nvoid *f(void *x) { puts("a thread"); return x; }\\n'
        "int main(void) { pthread_t t; pthread_create(&t, 0, f, 0); return pthread_join(t, 0); }' > a.c && "
        "gcc -pthread -fsanitize=address,undefined a.c -o a && ./a",
        "a thread",
    ),
    "python": (
        "python3 -c 'import asyncio, multiprocessing, sqlite3; print(multiprocessing.Pool(2).map(abs, [-1]));"
        ' asyncio.run(asyncio.sleep(0)); sqlite3.connect("a.db").execute("pragma journal_mode=wal")\'',
        "[1]",
    ),
    "git": (
        "git init -q . && git config user.email a@b.invalid && git config user.name a && echo a > a && git add a && "
        "git commit -qm first && git gc -q && git log --format=%s",
        "first",
    ),
    "a debugger's rights over its own": (
        "python3 -c 'import ctypes, os, signal, time; p = os.fork() or (time.sleep(60), os._exit(0));"
        ' c = ctypes.CDLL(None); print("attached" if c.ptrace(16, p, 0, 0) == 0 else "refused"); os.kill(p, 9)\'',
        "attached",
    ),
    "a server on loopback": (
        "(python3 -m http.server 8123 --bind 127.0.0.1 >/dev/null 2>&1 &) ; sleep 1;"
        " python3 -c 'import urllib.request as u; print(u.urlopen(\"http://127.0.0.1:8123\").status)'",
        "200",
    ),
}


@pytest.fixture(scope="module")
def cell(client: "DockerClient", engine: Building) -> Iterator["Container"]:
    limits = Limits(memory=2 * GIB, pids=256)
    with room(client, ensure(grader_image(engine), print, client, engine).tag, limits=limits) as container:
        yield container


@pytest.mark.parametrize("work", WORK)
def test_it_is_done_in_a_sealed_container(cell: "Container", work: str) -> None:
    command, printed = WORK[work]
    folder = f"/workspace/{work.replace(' ', '-')}"
    said = run(cell, "sh", "-ec", f'mkdir "{folder}"; cd "{folder}"; {command}')
    assert said.code == 0, said.err
    assert printed in said.out, said.err
