import subprocess
import sys

import orjson

from proxy.translation.process import WORKER, environment
from proxy.translation.worker import reply

ENVIRONMENT = environment({"PATH": "/usr/bin:/bin"})


def test_it_ends_when_its_input_does_and_says_nothing_else() -> None:
    ran = subprocess.run(WORKER, input=b"", capture_output=True, env=ENVIRONMENT, check=False, timeout=200)
    assert ran.returncode == 0
    assert [orjson.loads(line)["ready"] for line in ran.stdout.splitlines()] == [True]


def test_it_uses_no_network_and_what_is_printed_does_not_get_between_the_replies() -> None:
    script = (
        "import socket\n"
        "from proxy.translation import worker\n"
        "replies = worker._own_stdout()\n"
        "worker._without_network()\n"
        "print('litellm has a new version')\n"
        "for attempt, address in ((socket.create_connection, ('127.0.0.1', 9)), (socket.gethostbyname, 'a.invalid')):\n"
        "    try:\n"
        "        attempt(address)\n"
        "    except PermissionError as refused:\n"
        "        worker._say(replies, str(refused).encode())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", script], capture_output=True, env=ENVIRONMENT, check=True, timeout=60
    )
    assert [line[:37] for line in ran.stdout.splitlines()] == [
        b"the translation worker uses no networ",
    ] * 2
    assert b"new version" in ran.stderr


def test_a_pair_that_does_not_exist_is_refused() -> None:
    asked = {"id": 7, "from": "chat", "to": "ollama", "path": "/", "body": "{}"}
    said = orjson.loads(reply(asked))
    assert (said["id"], said["refused"].partition(":")[0]) == (7, "KeyError")
