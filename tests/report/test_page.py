"""The cell's page, read as HTML."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from report import axes, page
from runner.cell import Fact, Spent
from runner.evidence import Grade
from scorers.score import Unscored
from store.bundle import Bundle
from tests import samples
from tests.report import hostile

PRICED = {"usd": 0.0012, "source": "prices"}
WAITED = {"first_byte": 2080.2, "first_token": 2095.1, "total": 3001.0, "proxy": 1.0, "waited": 2000.0}
VOID = {"meta", "link", "img", "input", "br"}


class Reader(HTMLParser):
    """Elements, attributes, comments and the visible text, all in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.comments: list[str] = []
        self.pieces: list[str] = []
        self.stack: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] not in {"script", "style"}:
            self.pieces.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.pieces))


def read(bundle: Bundle, **options: Any) -> Reader:
    return Reader(page.render(bundle, **options))


def with_cell(folder: Path, **changes: Any) -> Bundle:
    return samples.bundle(folder, evidence=samples.evidence(cell=samples.cell(**changes)))


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return samples.bundle(tmp_path)


def test_every_section_is_there_and_filled(bundle: Bundle) -> None:
    text = read(bundle, wiring="export OPENAI_API_BASE=x").text
    for heading in (
        "Per-axis scores",
        "Run identity",
        "Timing and tokens",
        "Trace replay",
        "Terminal playback",
        "Model calls (3)",
        "Diff",
        "Grader",
        "Scorer breakdown",
        "Trace spans (9)",
        "Run it yourself",
        "Embed this result",
    ):
        assert heading in text
    for fact in (
        "local/aider/stepfun-ai/step-3.5-flash/mutations/rust-error-negated#run1",
        "none: run on the user\u2019s machine",
        "step-3.5-flash-0613",
        "Retry loop condition negated",
        "upstream (3)",
        "4,130",
        "export OPENAI_API_BASE=x",
        "BYO endpoint wiring",
        "+ Ok(value) => return Ok(value),",
        "first_attempt_ok_returns_immediately ... ok",
        "drawn after the run",
        "10:00:08.123",
        "space play/pause \u00b7 \u2190/\u2192 step span \u00b7 ,/. step 100 ms",
        "[![CodingAgentBench: aider",
    ):
        assert fact in text, fact


def test_an_image_in_a_registry_brings_its_docker_lines(tmp_path: Path) -> None:
    at = "some/aider@sha256:7fca"
    made = with_cell(tmp_path, image="cab/agent-aider:1", image_digest=at, container=samples.container())
    text = read(made).text
    assert f"docker pull {at}" in text
    assert "docker run --rm" in text
    assert "none: run on" not in text


def test_a_sealed_cell_shows_image_engine_isolation_and_what_it_used(tmp_path: Path) -> None:
    used = samples.exit_facts(peak_memory=300 * 1024**2, cpu_s=5.9, out_no_routes=3, oom_killed=True)
    facts = (Fact(name="no_route", ok=True, detail="none"), Fact(name="no_mount", ok=False, detail="it can"))
    container = samples.container(unsafe=True, facts=facts)
    made = with_cell(tmp_path, image="cab/agent-aider:1", exit=used, container=container)
    text = read(made).text
    for fact in (
        "cab/agent-aider:1",
        "built here, in no registry",
        container.image_id,
        container.grader,
        "20.10.24",
        "1 of 2 facts asserted from inside hold",
        "DOES NOT HOLD: it can",
        "300 MiB at most; something was killed for want of memory",
        "5.90 s",
        "3 packets found no route",
        "cab run",
        "cab images build aider",
        axes.UNSAFE,
    ):
        assert fact in text, fact
    assert "docker pull" not in text


@pytest.mark.parametrize("axis", list(axes.LOOKS))
def test_an_axis_that_was_not_measured_shows_its_reason(tmp_path: Path, axis: str) -> None:
    kept = tuple(one for one in samples.scores().axes if one.axis != axis)
    lost = Unscored.model_validate({"axis": axis, "reason": f"no {axis} because of rain", "detail": {}})
    text = read(samples.bundle(tmp_path, scores=samples.scores(axes=(*kept, lost)))).text
    assert text.count(f"no {axis} because of rain") >= 2
    assert axes.LOOKS[lost.axis].label + " \u2014" in text


@pytest.mark.parametrize(
    ("kind", "provisional", "expected"),
    [
        ("measurement", True, (axes.PROVISIONAL,)),
        ("rehearsal", True, (axes.REHEARSAL, axes.PROVISIONAL)),
        ("rehearsal", False, (axes.REHEARSAL,)),
        ("measurement", False, ()),
    ],
)
def test_the_marks_stand_wherever_the_score_stands(
    tmp_path: Path,
    kind: str,
    provisional: bool,  # noqa: FBT001 - a case of the table above
    expected: tuple[str, ...],
) -> None:
    made = with_cell(tmp_path, kind=kind, provisional=provisional)
    text = read(made).text
    for mark in (axes.PROVISIONAL, axes.REHEARSAL):
        assert (text.count(mark) >= 6) == (mark in expected)
    assert page.marks(made.evidence.cell) == expected


def test_a_cell_that_never_started_says_why_everywhere(tmp_path: Path) -> None:
    nothing = tuple(Unscored(axis=axis, reason="the agent never reached the model", detail={}) for axis in axes.LOOKS)
    cell = samples.cell(
        outcome="no_model_calls", reason="the command was not found", exit=None, versions={}, settings={}
    )
    evidence = samples.evidence(cell=cell, manifest=None, calls=(), grade=None)
    text = read(
        samples.bundle(tmp_path, evidence=evidence, spans=(), cast="", diff="", scores=samples.scores(axes=nothing))
    ).text
    for said in (
        "the agent never reached the model, so there is nothing to score",
        "not scored",
        "The proxy recorded no call of this cell: the command was not found",
        "Model calls (0)",
        "There is no recording",
        "There was no workspace to compare",
        "Not graded: the command was not found",
        "No span was recorded",
        "no answer named the served model",
        "0 of 0 calls",
    ):
        assert said in text, said
    assert "0.000" not in text


def test_failed_calls_show_what_happened(tmp_path: Path) -> None:
    calls = (samples.failed_call(1), samples.failed_call(2, None, attempt=2, tags=["title"]), samples.call(3))
    reader = read(samples.bundle(tmp_path, evidence=samples.evidence(calls=calls)))
    assert "HTTP 429" in reader.text
    assert "connection refused" in reader.text
    assert "1 of 3 calls counted" in reader.text
    assert "title" in reader.text


def test_a_call_that_the_proxy_died_in_has_no_latency_and_neither_has_the_sum(tmp_path: Path) -> None:
    nothing = {"first_byte": None, "first_token": None, "total": None, "proxy": None, "waited": 0.0}
    died = samples.call(2, ms=nothing, end="crashed", usage=samples.ABSENT_USAGE)
    text = read(samples.bundle(tmp_path, evidence=samples.evidence(calls=(samples.call(1), died)))).text
    assert "\u2014 (the proxy died during the call)" in text
    assert "\u2014 (not known of every call)" in text


def test_what_became_of_calls_on_their_way_is_shown(tmp_path: Path) -> None:
    counted = samples.usage(source="estimated", tokenizer="tiktoken/cl100k_base")
    names = {"requested": "cab-model", "sent": "m", "served": "m-0613"}
    calls = (
        samples.failed_call(1, 429, tags=["injected:429"]),
        samples.call(2, dialect="responses", model=names, translated={"dialect": "chat"}, tags=["title"]),
        samples.call(3, attempt=2, logical=samples.call(1).logical, usage=counted, cost=PRICED, ms=WAITED),
    )
    text = read(samples.bundle(tmp_path, evidence=samples.evidence(calls=calls))).text
    for said in (
        "cab-model \u2192 m \u2192 m-0613",
        "responses \u2192 chattranslated",
        "\u21b3 3 (repeats #1)",
        "~1,200",
        "~140 estimated",
        "~$0.00120price list",
        "2.00 s",
        "wastefailed attempts: 1 call, no tokens; titles: 1 call, 1,340 tokens",
        "waited 2.00 s for a turn",
        "token sourceabsent (1), estimated (1), upstream (1): the tokens of 1 of 2 calls, whose usage",
    ):
        assert said in text, said


def test_a_budget_is_shown_with_what_was_used_of_it_and_the_settings_stand_in_the_run_identity(tmp_path: Path) -> None:
    spent = {"total": Spent(limit=20000, used=20213, unmeasured=1), "calls": Spent(limit=3, used=3, unmeasured=None)}
    said = "call 4 was refused: 403: the cell's budget of 20000 tokens is used up: 20213 used"
    settings = {"alias": "cab-model", "budget": "total=20000,calls=3", "speaks": ["chat"]}
    text = read(with_cell(tmp_path, outcome="budget_exhausted", reason=said, spent=spent, settings=settings)).text
    assert "budget: total20,213 used of 20,000, besides 1 call that did not say" in text
    assert "budget: calls3 used of 3" in text
    assert f"Reason {said}" in text
    identity = text.partition("Run identity")[2].partition("Digests")[0]
    for name, value in (("alias", "cab-model"), ("budget", "total=20000,calls=3"), ("speaks", '["chat"]')):
        assert f"{name}{value}" in identity


def test_what_the_agent_declined_with_is_shown(tmp_path: Path) -> None:
    grade = samples.failed_grade(
        declined={"REFUSAL.md": "The tests contradict.\n"}, violations=(samples.violation("tests/a.py changed"),)
    )
    text = read(samples.bundle(tmp_path, evidence=samples.evidence(grade=grade))).text
    assert "REFUSAL.md as the agent wrote it" in text
    assert "The tests contradict." in text
    assert "tests/a.py changed" in text


def test_a_span_of_a_call_links_to_its_row_if_that_is_shown(tmp_path: Path) -> None:
    spans = [samples.span(str(seq), "model_call", attributes={"seq": seq}) for seq in (2, 9)]
    links = [a.get("href") for tag, a in read(samples.bundle(tmp_path, spans=tuple(spans))).elements if tag == "a"]
    assert "#call-2" in links
    assert "#call-9" not in links


@pytest.mark.parametrize(("grade", "said"), [(samples.grade(), "task passed"), (samples.failed_grade(), "task failed")])
def test_the_verdict_stands_beside_how_the_agent_ended(tmp_path: Path, grade: Grade, said: str) -> None:
    text = read(samples.bundle(tmp_path, evidence=samples.evidence(grade=grade))).text
    assert f"the agent ended by itself. {said}" in text


def test_each_change_says_whether_it_was_expected(tmp_path: Path) -> None:
    cell = samples.cell(task=samples.task_facts(decline="REFUSAL.md"))
    manifest = samples.manifest(added=("REFUSAL.md", ".aider.chat.history.md", "notes.txt"))
    text = read(samples.bundle(tmp_path, evidence=samples.evidence(cell=cell, manifest=manifest))).text
    for change in (
        "added REFUSAL.md expected",
        "added .aider.chat.history.md unexpected, left by the agent itself",
        "added notes.txt unexpected",
        "modified src/lib.rs expected",
    ):
        assert change in text


def test_failed_cases_come_first(tmp_path: Path) -> None:
    good, bad = samples.grade().cases[0], samples.failed_grade().cases[1]
    evidence = samples.evidence(grade=samples.failed_grade(cases=(good,) * page.CASES + (bad,)))
    text = read(samples.bundle(tmp_path, evidence=evidence)).text
    assert "expected 1, got 2" in text
    assert "500 of 501 cases are shown; all of them are in grader.json" in text


def test_long_tables_are_cut_and_name_the_file(tmp_path: Path) -> None:
    calls = tuple(samples.call(seq) for seq in range(1, page.CALLS + 11))
    paths = tuple(f"f{number}" for number in range(page.PATHS + 7))
    evidence = samples.evidence(calls=calls, manifest=samples.manifest(added=paths))
    text = read(samples.bundle(tmp_path, evidence=evidence)).text
    assert "500 of 510 calls are shown; all of them are in calls.jsonl" in text
    assert "510 of 510 calls counted" in text
    assert "and 7 more added, listed in manifest.json" in text


def test_the_page_asks_for_nothing_and_trusts_only_its_own_scripts(bundle: Bundle) -> None:
    reader = read(bundle)
    policy = next(a["content"] for tag, a in reader.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    for tag, attributes in reader.elements:
        assert "style" not in attributes, tag
        assert not any(name.startswith("on") for name in attributes), tag
        assert (attributes.get("href") or "#").startswith(("#", "data:,")), attributes
        assert (attributes.get("src") or "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,")


def test_without_the_player_no_wasm_is_allowed(bundle: Bundle, tmp_path: Path) -> None:
    assert "wasm" not in page.render(bundle, player_folder=tmp_path)


def test_hostile_strings_add_no_element_and_no_attribute(bundle: Bundle) -> None:
    plain, bad = read(hostile.full(bundle), wiring="x"), read(hostile.bundle(bundle), wiring=hostile.PAYLOAD)
    made, expected = ([(tag, *sorted(names)) for tag, names in one.elements] for one in (bad, plain))
    assert set(made) <= set(expected)
    for tag in ("script", "style", "img", "svg", "a", "pre", "table", "title"):
        assert [one[0] for one in made].count(tag) == [one[0] for one in expected].count(tag), tag
    assert bad.comments == []
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029]", bad.text)


def test_every_hostile_field_is_shown_as_text(bundle: Bundle) -> None:
    text = read(hostile.bundle(bundle), wiring=hostile.PAYLOAD).text
    assert text.count("<script>window.pwned=1;alert(1)</script>") > 60
    assert "49" not in re.findall(r"&lt; (.{9})", text)
    assert "\u27e8U+202E\u27e9evil" in text


def test_our_own_source_may_not_end_its_element(bundle: Bundle, tmp_path: Path) -> None:
    installed = tmp_path / "player"
    (installed / "dist" / "bundle").mkdir(parents=True)
    (installed / "package.json").write_text('{"version": "1"}')
    (installed / "dist" / "bundle" / "asciinema-player.min.js").write_text("'</SCRIPT>'")
    (installed / "dist" / "bundle" / "asciinema-player.css").write_text("")
    with pytest.raises(ValueError, match="a script of the page"):
        page.render(bundle, player_folder=installed)


def test_writing_leaves_the_page_and_the_badge_and_nothing_else(bundle: Bundle) -> None:
    assert page.write(bundle) == bundle.folder / "page.html"
    assert sorted(path.name for path in bundle.folder.iterdir()) == ["badge.svg", "page.html"]
    assert page.write(bundle).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_what_the_agent_was_varied_by_stands_in_the_head_and_beside_its_wiring(tmp_path: Path) -> None:
    settings = {"plugin_stack": ["architect"], "behavior_mode": "architect"}
    cell = samples.cell(settings=settings)
    text = read(samples.bundle(tmp_path, evidence=samples.evidence(cell=cell)), wiring="aider").text
    assert "plugins: architect" in text
    assert "and plugins, which these lines are without" in text
    assert "plugins:" not in read(samples.bundle(tmp_path / "b")).text
    strange = samples.cell(settings={"plugin_stack": 7, "plugins_skipped": [["a"]]})
    assert "plugins:" not in read(samples.bundle(tmp_path / "c", evidence=samples.evidence(cell=strange))).text


def test_constraints_parts_and_claims_stand_beside_the_verdict(tmp_path: Path) -> None:
    cell = samples.cell(
        task=samples.task_facts(told=("no new dependencies", "leave docs/", "be kind")),
        exit=samples.exit_facts(stdout_tail="All tests pass."),
    )
    grade = samples.failed_grade(
        constraints=(samples.kept(), samples.kept("leave docs/", "docs/a: modified")),
        parts=(samples.part("lex", passed=True), samples.part("free", passed=True, counts=False)),
    )
    text = read(samples.bundle(tmp_path, evidence=samples.evidence(cell=cell, grade=grade))).text
    assert "1 of 2 kept" in text
    assert "✗ broken leave docs/" in text
    assert "docs/a: modified" in text
    assert "be kind not checked" in text
    assert "2 of 2 got right" in text
    assert "got right by the untouched workspace too, so it earns nothing" in text
    assert "✗ not so tests pass: “All tests pass.”" in text
