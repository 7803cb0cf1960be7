"""From a little crate to a sound task."""

import json
from pathlib import Path

import pytest

from runner.grader.local import LocalPlace
from runner.grader.validate import validate, wrong_solutions
from runner.mutation.pipeline import mutate, prepared
from runner.mutation.repo import survey
from runner.mutation.tally import Tally
from runner.mutation.turn import Wanted
from tasks.task import Task, load
from tests.needs import needs
from tests.runner.mutation.little import laid

WANTED = Wanted(tasks=1, seed=1, jobs=2, hide=False, seconds=60)
FILES = {
    "Cargo.toml": """[package]
name = "little-fares"
version = "1.2.0"
edition = "2021"
license = "MIT"

[profile.dev]  # what a test need not wait for
debug = false
incremental = false
""",
    "Cargo.lock": 'version = 3\n\n[[package]]\nname = "little-fares"\nversion = "1.2.0"\n',
    "src/lib.rs": "//! Fares.\n\nmod zones;\n\npub use zones::fare;\n",
    "src/zones.rs": """/// Cents for a journey over these stops.
pub fn fare(stops: &[u16], child: bool) -> Result<u32, String> {
    let far = stops.iter().copied().max().ok_or("no stops")?;
    let mut cents = 210;
    if far >= 10 {
        cents += 130;
    }
    if far > 25 {
        cents += 9 * (u32::from(far) - 25);
    }
    Ok(if child { cents / 2 } else { cents })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_goes_nowhere() {
        assert!(fare(&[], true).is_err());
    }

    #[test]
    fn the_farthest_stop_counts() {
        assert_eq!(fare(&[40, 2, 7], false), fare(&[2, 7, 40], false));
    }
}
""",
    "tests/fare.rs": """use little_fares::fare;

#[test]
fn short() {
    assert_eq!(fare(&[3, 9, 4], false), Ok(210));
}

#[test]
fn a_border() {
    for (far, cents) in [(10, 340), (25, 340), (26, 349)] {
        assert_eq!(fare(&[far], false), Ok(cents));
    }
}

#[test]
fn half() {
    assert_eq!(fare(&[27], true), Ok(179));
}
""",
    "target/debug/left": "left",
}


def mutants(folder: Path, wanted: Wanted) -> Tally:
    """The crate, mutated into `out` below the folder."""
    (folder / "out").mkdir()
    (folder / "drivers").mkdir()
    ready = prepared(survey(laid(folder / "crate", FILES)), LocalPlace(needs("rust")), folder / "drivers", wanted)
    return mutate(ready, folder / "out", wanted, lambda _: None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Task:
    """The one task made of the crate."""
    folder = tmp_path_factory.mktemp("mutate-rust")
    mutants(folder, WANTED)
    return load(folder / "out/little-fares-1")


def test_the_task_is_sound(made: Task) -> None:
    assert (made.language, made.provenance.license) == ("rust", "MIT")
    assert validate(made, LocalPlace(needs("rust"))) == []
    assert len(wrong_solutions(made)) >= 2


def test_its_workspace_is_the_crate_with_one_file_changed_and_without_what_cargo_built(made: Task) -> None:
    workspace = {path.relative_to(made.workspace).as_posix() for path in made.workspace.rglob("*") if path.is_file()}
    assert workspace == FILES.keys() - {"target/debug/left"}
    changed = [path for path in workspace if (made.workspace / path).read_text() != FILES[path]]
    assert changed == ["src/zones.rs"]
    assert made.grading.candidate == ("src/*.rs",)
    assert made.protected == ("tests/**",)


def test_how_many_tests_fail_is_counted_over_all_of_them(made: Task) -> None:
    said = json.loads((made.folder.parent / "mutate.json").read_text())
    assert said["native"][:2] == ["cargo", "test"]
    assert 1 <= said["tasks"][0]["tests_failed"] <= 3
    assert said["functions"] == 1
