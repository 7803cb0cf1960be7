"""The badge is well-formed whatever the names are, and says what it is."""

from pathlib import Path
from xml.etree import ElementTree

from report import badge
from runner.cell import CellId
from scorers.score import Score, Unscored
from store.bundle import Bundle
from tests import samples
from tests.report import hostile


def made(folder: Path, **changes: object) -> Bundle:
    scores = samples.scores(axes=(Score(axis="composite", value=0.86, detail={}),))
    return samples.bundle(folder, evidence=samples.evidence(cell=samples.cell(**changes)), scores=scores)


def texts(bundle: Bundle) -> list[str]:
    root = ElementTree.fromstring(badge.render(bundle))
    return [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]


def test_it_names_the_subject_and_the_score(tmp_path: Path) -> None:
    bundle = made(tmp_path, provisional=False)
    assert texts(bundle) == ["CodingAgentBench: aider \u00d7 stepfun-ai/step-3.5-flash", "86%"]
    assert badge.title(bundle) == "CodingAgentBench: aider \u00d7 stepfun-ai/step-3.5-flash 86%"


def test_it_carries_the_marks(tmp_path: Path) -> None:
    assert texts(made(tmp_path))[1] == "86% (provisional)"
    assert texts(made(tmp_path, kind="rehearsal"))[1] == "86% (rehearsal)"


def test_what_is_not_scored_says_so(tmp_path: Path) -> None:
    none = samples.scores(axes=(Unscored(axis="composite", reason="the endpoint failed", detail={}),))
    assert texts(samples.bundle(tmp_path, scores=none))[1] == "not scored (provisional)"


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    root = ElementTree.fromstring(badge.render(hostile.bundle(samples.bundle(tmp_path))))
    assert {one.tag.rpartition("}")[2] for one in root.iter()} == {"svg", "title", "clipPath", "rect", "g", "text"}
    assert not any(name.startswith("on") or "href" in name for one in root.iter() for name in one.attrib)


def test_a_long_name_is_cut_in_the_middle(tmp_path: Path) -> None:
    bundle = made(tmp_path, identity=CellId.of("aider", "m" * 500, "a/b", 1))
    assert len(badge.subject(bundle)) <= badge.LIMIT
    assert "\u2026" in badge.subject(bundle)
