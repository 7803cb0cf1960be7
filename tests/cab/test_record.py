"""`cab record` and `cab proxy`: the proxy for whatever is pointed at it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from proxy.calls import read_calls
from proxy.verify import verify
from tests.cab.command import CAB, cab
from tests.endpoints import answering
from tests.proxy.rig import fetch, playing

KEY = "sk-canary-77aa"

ASK = """
import json, os, sys, urllib.request
headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"}
body = json.dumps({"model": "m", "messages": []}).encode()
url = os.environ["OPENAI_BASE_URL"] + "/chat/completions"
print(len(urllib.request.urlopen(urllib.request.Request(url, body, headers)).read()))
print("CAB_KEY" in os.environ)
sys.exit(int(sys.argv[1]))
"""


def test_a_program_runs_with_its_calls_on_the_record_and_keeps_its_exit_code(tmp_path: Path) -> None:
    journal = tmp_path / "calls.jsonl"
    with answering("prose") as endpoint:
        options = ("--endpoint", endpoint, "--journal", journal)
        done = cab("record", *options, "--", sys.executable, "-c", ASK, "7", CAB_KEY=KEY)
    assert done.returncode == 7, done.stderr
    assert done.stdout.splitlines()[1] == "False"
    assert "7 in + 3 out, of 1 call" in done.stderr
    assert [call.usage.total for call in read_calls(journal)] == [10]
    assert KEY not in journal.read_text() + done.stdout + done.stderr


def test_the_table_is_of_this_run_even_where_the_journal_goes_on(tmp_path: Path) -> None:
    with answering("prose") as endpoint:
        options = ("--endpoint", endpoint, "--journal", tmp_path / "calls.jsonl", "--", sys.executable, "-c", ASK, "0")
        cab("record", *options)
        again = cab("record", *options)
    assert "1 model call " in again.stderr
    assert len(read_calls(tmp_path / "calls.jsonl")) == 2


def test_the_table_says_what_went_wrong_and_what_was_spent_in_vain(tmp_path: Path) -> None:
    with answering("prose") as endpoint:
        options = (
            "--endpoint",
            endpoint,
            "--journal",
            tmp_path / "calls.jsonl",
            "--fault",
            "500@1",
            "--budget",
            "calls=9",
        )
        done = cab("record", *options, "--", sys.executable, "-c", ASK, "0")
    assert done.returncode == 1
    assert "injected fault: status 500 (1 call)" in done.stderr
    assert "failed attempts: 1 call, no tokens" in done.stderr
    assert "calls: 1 used of 9" in done.stderr


def test_a_program_that_asks_nothing_is_told_what_would_have_led_it_to_the_proxy(tmp_path: Path) -> None:
    done = cab("record", "--endpoint", "http://127.0.0.1:9", "--journal", tmp_path / "j", "--", "true")
    assert done.returncode == 0
    assert "no model call came through the proxy" in done.stderr
    assert "ANTHROPIC_BASE_URL" in done.stderr


@pytest.mark.parametrize(("stop", "whole_group"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_a_signal_ends_the_program_and_its_calls_are_still_shown(
    tmp_path: Path,
    stop: signal.Signals,
    whole_group: bool,  # noqa: FBT001 - a case of the table above
) -> None:
    program = ASK.replace("sys.exit", "print('asked', flush=True); import time; time.sleep(60); sys.exit")
    with answering("prose") as endpoint:
        options = ["--endpoint", endpoint, "--journal", str(tmp_path / "j"), "--", sys.executable, "-c", program, "0"]
        with subprocess.Popen(
            [str(CAB), "record", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            assert process.stdout is not None
            assert "asked\n" in iter(process.stdout.readline, "")
            (os.killpg if whole_group else os.kill)(process.pid, stop)
            _, errors = process.communicate(timeout=30)
    assert process.returncode == 128 + stop
    assert "1 model call" in errors


def test_a_program_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    done = cab("record", "--endpoint", "http://127.0.0.1:9", "--journal", tmp_path / "j", "--", "no-such-program")
    assert done.returncode == 2
    assert "no-such-program" in done.stderr


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_proxy_alone_says_where_it_listens_serves_and_drains_at_a_signal(
    tmp_path: Path, stop: signal.Signals
) -> None:
    journal, key_file = tmp_path / "calls.jsonl", tmp_path / "key"
    key_file.write_text(f"{KEY}\n")
    with answering("prose") as endpoint:
        command = [str(CAB), "proxy", "--endpoint", endpoint, "--key-file", str(key_file), "--journal", str(journal)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            listening = json.loads(process.stdout.readline())
            headers = {"Authorization": f"Bearer {listening['token']}", "Content-Type": "application/json"}
            request = urllib.request.Request(
                f"{listening['listening']}/v1/chat/completions", b'{"model":"m","messages":[]}', headers
            )
            with urllib.request.urlopen(request) as answer:
                assert json.loads(answer.read())["usage"]["total_tokens"] == 10
            process.send_signal(stop)
            _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert [call.end for call in read_calls(journal)] == ["complete"]
    assert verify(journal) == []


def test_at_a_second_signal_the_proxy_waits_for_no_call(tmp_path: Path) -> None:
    journal, end = tmp_path / "calls.jsonl", threading.Event()
    with playing([end]) as (endpoint, player):
        command = [str(CAB), "proxy", "--endpoint", endpoint, "--journal", str(journal)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            listening = json.loads(process.stdout.readline())
            address = f"{listening['listening']}/t/{listening['token']}/v1/chat/completions"
            with ThreadPoolExecutor(1) as agents:
                got = agents.submit(fetch, "POST", address, {}, b'{"model":"m","messages":[]}')
                while not player.asked:
                    time.sleep(0.01)
                for _ in range(2):
                    process.send_signal(signal.SIGTERM)
                    time.sleep(0.2)
                _, errors = process.communicate(timeout=20)
                assert got.result().status == 502
        end.set()
    assert (process.returncode, errors) == (0, "")
    assert [(call.end, call.error) for call in read_calls(journal)] == [
        ("client_aborted", "the call was ended with its cell")
    ]
    assert verify(journal) == []


def test_a_port_that_is_taken_is_bad_input(tmp_path: Path) -> None:
    with answering("prose") as taken:
        port = taken.rpartition(":")[2]
        done = cab("proxy", "--endpoint", "http://127.0.0.1:9", "--journal", tmp_path / "j", "--port", port)
    assert done.returncode == 2
    assert port in done.stderr


def test_a_journal_that_cannot_be_written_is_bad_input(tmp_path: Path) -> None:
    done = cab("proxy", "--endpoint", "http://127.0.0.1:9", "--journal", tmp_path)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr


def test_the_proxy_wants_an_endpoint() -> None:
    done = cab("proxy", "--journal", os.devnull)
    assert done.returncode == 2
    assert "--endpoint" in done.stderr
