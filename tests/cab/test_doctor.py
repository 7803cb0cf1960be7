"""`cab doctor`: its tables, its JSON, its exit codes."""

import json
from pathlib import Path

import pytest

from proxy.calls import read_calls
from proxy.upstream import Endpoint
from proxy.verify import verify
from runner.doctor.examination import Wish, examine
from tests.cab.command import cab
from tests.model_server import MODEL, serving_a_real_model
from tests.runner.doctor.scripted import KEY, Model, answering, told_of, words_of, works, wrong


def test_it_prints_what_it_found_and_what_it_spent_and_keeps_the_record(tmp_path: Path) -> None:
    journal = tmp_path / "calls.jsonl"
    with answering(Model()) as (url, _):
        done = cab("doctor", "--endpoint", url, "--model", "m", "--journal", journal, CAB_KEY=KEY)
        again = cab("doctor", "--endpoint", url, "--model", "m", "--journal", journal, CAB_KEY=KEY)
    assert (done.returncode, again.returncode, done.stderr) == (0, 0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["window", "4,096", "by", "/v1/models,", "max_model_len"] in lines
    assert ["codex", "translated", "chat"] in [line[:3] for line in lines]
    assert "spent: 13 calls, tokens: 28 in + 80 out" in done.stdout
    assert done.stdout.splitlines()[-2:] == ["fit for evaluation", "--speaks chat"]
    assert (len(read_calls(journal)), verify(journal)) == (26, [])
    assert KEY not in done.stdout + journal.read_text()


def test_json_is_one_object_and_an_unfit_endpoint_exits_with_3() -> None:
    with answering(lambda _path, _body: wrong("bad \x1b[31mkey", 401)) as (url, _):
        done = cab("doctor", "--endpoint", url, "--model", "m", "--json")
        table = cab("doctor", "--endpoint", url, "--model", "m")
    assert (done.returncode, table.returncode) == (3, 3)
    said = json.loads(done.stdout)
    assert (said["schema"], said["fit"], said["speaks"]) == ("cab/doctor/1", False, [])
    assert {finding["name"]: finding["kind"] for finding in said["findings"]}["window"] == "unknown"
    assert "not fit for evaluation: the endpoint does not let this key in" in table.stdout
    assert "\x1b" not in table.stdout


@pytest.mark.parametrize("options", [("--endpoint", "nonsense", "--model", "m"), ("--endpoint", "http://127.0.0.1:9")])
def test_what_cannot_be_examined_is_bad_input(options: tuple[str, ...]) -> None:
    assert cab("doctor", *options).returncode == 2


def test_a_journal_that_cannot_be_written_is_bad_input(tmp_path: Path) -> None:
    done = cab("doctor", "--endpoint", "http://127.0.0.1:9", "--model", "m", "--journal", tmp_path)
    assert (done.returncode, str(tmp_path) in done.stderr) == (2, True)


@pytest.mark.download
@pytest.mark.timeout(400)
def test_a_real_llama_cpp_is_told_as_it_is(tmp_path: Path) -> None:
    with serving_a_real_model() as url:
        found = examine(Endpoint(url, None), MODEL, Wish(tmp_path / "calls.jsonl", seconds=300), lambda _: None)
    values = told_of(found)
    assert (found.fit, found.speaks) == (True, ("chat", "responses", "messages", "completions"))
    assert (values["window"], values["overflow"], values["served"]) == (8192, "refused", MODEL)
    assert "exceeds the available context size (8192 tokens)" in words_of(found, "overflow")
    assert (values["chat.usage"], values["chat.stream_options"], values["messages.stream_usage"]) == (True, True, True)
    assert values["first_token_ms"] > 0
    assert (works(found)["codex"], works(found)["claude-code"], works(found)["gemini-cli"]) == (
        "yes",
        "yes",
        "translated",
    )
    assert found.spent.calls == len(read_calls(tmp_path / "calls.jsonl")) <= 25
