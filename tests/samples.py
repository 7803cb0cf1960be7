"""Realistic records for tests: one aider cell on mutations/rust-error-negated, each part changed by keyword."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from proxy import chain
from proxy.call import Call, Intent
from proxy.chain import GENESIS
from runner.cell import Cell, CellId, Container, Exit, Fact, TaskFacts
from runner.evidence import Case, Entry, Evidence, Grade, Kept, Manifest, Native, Part, Violation
from runner.span import Span
from scorers.score import Scores
from scorers.score_cell import score
from store.bundle import Bundle, Seal

MODEL = "stepfun-ai/step-3.5-flash"
IDENTITY = CellId.of("aider", MODEL, "mutations/rust-error-negated", 1)
STARTED = datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)

DIFF = """\
--- a/src/lib.rs
+++ b/src/lib.rs
@@ -7,7 +7,7 @@
     for attempt in 1..=max_attempts {
         match operation(attempt) {
-            Err(error) => return Err(error),
-            Ok(value) => last = Some(value),
+            Ok(value) => return Ok(value),
+            Err(error) => last = Some(error),
         }
     }
     Err(RetryError::Exhausted(last))
"""

CAST = "".join(
    json.dumps(line) + "\n"
    for line in (
        {"version": 2, "width": 120, "height": 40, "timestamp": int(STARTED.timestamp()), "title": str(IDENTITY)},
        [0.9, "o", "Aider v0.86.2\r\nModel: openai/stepfun-ai/step-3.5-flash with diff edit format\r\n"],
        [4.25, "o", "src/lib.rs\r\n\x1b[32mApplied edit to src/lib.rs\x1b[0m\r\n"],
        [12.5, "o", "Tokens: 4.1k sent, 420 received.\r\n"],
    )
)

NATIVE_OUTPUT = """
running 4 tests
test tests::first_attempt_ok_returns_immediately ... ok
test tests::gives_up_after_max_attempts ... ok
test tests::zero_max_attempts_errors ... ok
test tests::retries_on_error_until_success ... ok

test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

"""


def usage(input_tokens: int = 1200, output: int = 140, **changes: Any) -> dict[str, Any]:
    """The `usage` of a call whose endpoint said it."""
    return {
        "input": input_tokens,
        "cache_read": None,
        "cache_write": None,
        "output": output,
        "reasoning": None,
        "total": input_tokens + output,
        "source": "upstream",
        "tokenizer": None,
        "raw": {"prompt_tokens": input_tokens, "completion_tokens": output, "total_tokens": input_tokens + output},
        **changes,
    }


ABSENT_USAGE: dict[str, Any] = {
    "input": None,
    "cache_read": None,
    "cache_write": None,
    "output": None,
    "reasoning": None,
    "total": None,
    "source": "absent",
    "tokenizer": None,
    "raw": None,
}


def call(seq: int = 1, **changes: Any) -> Call:
    """One finished call; `changes` replace whole top-level keys of the journal line (checked by the record)."""
    line: dict[str, Any] = {
        "schema": "cab/call/1",
        "kind": "call",
        "cell": str(IDENTITY),
        "seq": seq,
        "id": f"{seq:032x}",
        "started_at": (STARTED + timedelta(seconds=4 * seq)).isoformat(),
        "dialect": "chat",
        "method": "POST",
        "path": "/v1/chat/completions",
        "stream": True,
        "messages": 2 + 2 * seq,
        "tools": None,
        "model": {"requested": MODEL, "sent": MODEL, "served": "step-3.5-flash-0613"},
        "request": {
            "bytes": 8800 + 900 * seq,
            "sha256": f"{seq:064x}",
            "hash": f"{seq + 4096:064x}",
            "altered": ["include_usage"],
        },
        "response": {"status": 200, "bytes": 9120, "sha256": f"{seq + 8192:064x}", "events": 31},
        "finish_reason": "stop",
        "finish_reasons": None,
        "translated": None,
        "usage": usage(),
        "cost": None,
        "ms": {"first_byte": 80.2, "first_token": 95.1, "total": 1400.3, "proxy": 0.4, "waited": 0.0},
        "attempt": 1,
        "logical": f"{seq:032x}",
        "tags": [],
        "end": "complete",
        "error": None,
        "prev": f"{seq - 1:064x}",
        "sha256": f"{seq:064x}",
    }
    unknown = changes.keys() - line.keys()
    assert not unknown, f"a call has no {unknown}"
    return Call.model_validate_json(json.dumps({**line, **changes}))


def failed_call(seq: int = 1, status: int | None = 429, **changes: Any) -> Call:
    """A call that the endpoint answered with an error (no status: not at all), and so without usage."""
    facts: dict[str, Any] = {
        "response": {"status": status, "bytes": 40 if status else 0, "sha256": f"{seq:064x}", "events": None},
        "finish_reason": None,
        "usage": ABSENT_USAGE,
        "end": "upstream_error",
        "error": f"HTTP {status}" if status else "connection refused",
    }
    return call(seq, **{**facts, **changes})


def journal(*made: Call) -> bytes:
    """The journal lines of calls, each after its intent, chained as the proxy does it."""
    lines, head = b"", GENESIS
    for one in made:
        ended = orjson.loads(one.model_dump_json(by_alias=True, exclude={"prev", "sha256"}))
        began = {key: ended[key] for key in map(_named, Intent.model_fields) if key in ended} | {"kind": "intent"}
        for record in (began, ended):
            line, sealed = chain.seal(record, head)
            lines, head = lines + line, sealed["sha256"]
    return lines


def chained(*made: Call) -> tuple[Call, ...]:
    """The calls as they are read back from their journal."""
    lines = [orjson.loads(line) for line in journal(*made).splitlines()]
    return tuple(Call.model_validate(line) for line in lines if line["kind"] == "call")


def calls() -> tuple[Call, ...]:
    """Three calls: a plain one, one that read the cache and reasoned, and one short."""
    thought = usage(2050, 260, cache_read=1024, reasoning=180)
    return chained(call(1), call(2, usage=thought), call(3, usage=usage(880, 20)))


def _named(field: str) -> str:
    return field.rstrip("_")


def entry(path: str, sha256: str = "a" * 64, size: int = 640) -> Entry:
    """One plain file of a workspace."""
    return Entry(path=path, type="file", mode=0o644, sha256=sha256, size=size)


def manifest(**changes: Any) -> Manifest:
    """A workspace in which src/lib.rs was modified and nothing else."""
    before = (entry("Cargo.toml"), entry("src/lib.rs"))
    after = (entry("Cargo.toml"), entry("src/lib.rs", "b" * 64, 652))
    made = Manifest(before=before, after=after, added=(), removed=(), modified=("src/lib.rs",), extra_git_dir=False)
    return made.model_copy(update=changes)


def native(**changes: Any) -> Native:
    """The native suite, passed."""
    made = Native(
        command=("cargo", "test", "--offline"),
        passed=True,
        exit_code=0,
        timed_out=False,
        stdout_tail=NATIVE_OUTPUT,
        stderr_tail="",
    )
    return made.model_copy(update=changes)


def grade(**changes: Any) -> Grade:
    """A pass: four cases (two of them seeded) and the native suite."""
    names = ("first attempt ok", "gives up after max attempts", "seeded 1", "seeded 2")
    made = Grade(
        status="passed",
        reason=None,
        effect="complied",
        seed=20261122,
        cases=tuple(Case(name=n, seeded=n.startswith("seeded"), passed=True, error=None) for n in names),
        native=native(),
        violations=(),
        declined={},
        isolation="local child process",
    )
    return made.model_copy(update=changes)


def violation(evidence: str = "tests/retry.rs was modified") -> Violation:
    """A protected path that was changed."""
    return Violation(name="protected_path", evidence=evidence)


def kept(says: str = "no new dependencies", *broken: str) -> Kept:
    """A constraint that was checked, and the lines that show it broken, if it was."""
    return Kept(says=says, rule="no_new_dependencies", kept=not broken, evidence=broken)


def part(name: str, *, passed: bool = False, counts: bool | None = True) -> Part:
    """A part of two cases."""
    return Part(name=name, cases=2, passed=passed, counts=counts)


def failed_grade(**changes: Any) -> Grade:
    """A fail: the agent left the source as it was."""
    cases = tuple(case.model_copy(update={"passed": False, "error": "expected 1, got 2"}) for case in grade().cases)
    facts: dict[str, Any] = {
        "status": "failed",
        "reason": "4 of 4 cases failed",
        "effect": "silent_noop",
        "cases": cases,
        "native": native(passed=False, exit_code=101),
    }
    return grade(**{**facts, **changes})


def exit_facts(**changes: Any) -> Exit:
    """The agent ended by itself with exit code 0 after 23.8 seconds."""
    made = Exit(
        exit_code=0,
        signal=None,
        timed_out=False,
        wall_ms=23815.727,
        active_ms=23790.5,
        left_running=0,
        stdout_tail="Applied edit to src/lib.rs\n",
        stderr_tail="",
    )
    return made.model_copy(update=changes)


def task_facts(**changes: Any) -> TaskFacts:
    """The facts of mutations/rust-error-negated."""
    made = TaskFacts(
        id=IDENTITY.task_id,
        title="Retry loop condition negated: retries on success, gives up on error",
        language="rust",
        difficulty="easy",
        prompt="The retry loop in src/lib.rs retries on success and gives up on error. Fix it.\n",
        expected_changes=("src/lib.rs",),
        protected=("Cargo.toml", "tests/**"),
        decline=None,
    )
    return made.model_copy(update=changes)


def container(**changes: Any) -> Container:
    """What a sealed cell ran in."""
    made = Container(
        image_id=f"sha256:{'4' * 64}",
        grader="cab/grader:0123456789ab",
        grader_id=f"sha256:{'5' * 64}",
        engine={"name": "Docker", "version": "20.10.24", "runtime": "runc"},
        facts=(Fact(name="no_route", ok=True, detail="none"),),
        unsafe=False,
    )
    return made.model_copy(update=changes)


def cell(**changes: Any) -> Cell:
    """cell.json of the cell; an `identity` given brings its cell_id with it."""
    made = Cell(
        cell_id=str(IDENTITY),
        identity=IDENTITY,
        kind="measurement",
        provisional=True,
        started_at=STARTED,
        ended_at=STARTED + timedelta(seconds=25),
        outcome="completed",
        reason=None,
        exit=exit_facts(),
        task=task_facts(),
        leaves=(".aider*",),
        versions={"cab": "0.1.0", "agent": "0.86.2", "python": "3.11.9", "rustc": "1.82.0"},
        digests={"task": "1" * 64, "prompt": "2" * 64, "agent": "3" * 64},
        settings={
            "timeout_s": 600,
            "endpoint": "https://llm.example.invalid/v1",
            "sandbox": "local",
            "from_path": False,
        },
        image=None,
        image_digest=None,
    )
    if "identity" in changes:
        changes = {"cell_id": str(changes["identity"]), **changes}
    return made.model_copy(update=changes)


def evidence(**changes: Any) -> Evidence:
    """Everything the cell left behind, joined."""
    made = Evidence(cell=cell(), manifest=manifest(), calls=calls(), grade=grade())
    return made.model_copy(update=changes)


def span(span_id: str, kind: str, **changes: Any) -> Span:
    """One top-level step of a tenth of a second that ended well."""
    facts: dict[str, Any] = {
        "id": span_id * 32,
        "parent": None,
        "kind": kind,
        "name": kind,
        "start_ms": 0.0,
        "duration_ms": 100.0,
        "attributes": {},
        "error": None,
    }
    return Span.model_validate({**facts, **changes})


def spans() -> tuple[Span, ...]:
    """The steps of the cell, one model_call for each of its calls among them."""
    run = "d" * 32
    model_calls = (
        span(
            str(one.seq),
            "model_call",
            parent=run,
            name=f"call {one.seq}",
            start_ms=4000.0 * one.seq,
            duration_ms=one.ms.total,
            attributes={"call": one.id, "status": one.response.status, "end": one.end},
        )
        for one in calls()
    )
    return (
        span("a", "task_setup", name=f"prepare:{IDENTITY.task_id}", attributes={"task_category": "mutations"}),
        span("b", "tool_call", parent=run, name="applied_plugins", start_ms=101.0, attributes={"applied": []}),
        span("c", "container", parent=run, name="aider:run", start_ms=110.0, duration_ms=23790.5),
        span("d", "adapter_run", name=f"aider:{IDENTITY.task_id}", start_ms=100.0, duration_ms=23815.727),
        *model_calls,
        span("e", "grading", name=f"grade:{IDENTITY.task_id}", start_ms=23930.0, duration_ms=900.0),
        span("f", "cleanup", name="cleanup:aider", start_ms=24840.0, duration_ms=4.0),
    )


def scores(**changes: Any) -> Scores:
    """The seven axes of the cell; refusal is the one that does not apply."""
    return score(evidence()).model_copy(update=changes)


def seal(**changes: Any) -> Seal:
    """A seal with digests that fit no file; `store.bundle.write` makes true ones."""
    files = ("cell.json", "calls.jsonl", "spans.jsonl", "terminal.cast", "workspace.diff")
    digests = {
        name: f"{number:064x}" for number, name in enumerate((*files, "manifest.json", "grader.json", "scores.json"))
    }
    made = Seal(cell_id=str(IDENTITY), files=digests, journal_lines=6, journal_head="f" * 64)
    return made.model_copy(update=changes)


def bundle(folder: Path, **changes: Any) -> Bundle:
    """The finished cell in memory; nothing is written to `folder`."""
    made = Bundle(folder=folder, evidence=evidence(), spans=spans(), cast=CAST, diff=DIFF, scores=scores(), seal=seal())
    return made.model_copy(update=changes)
