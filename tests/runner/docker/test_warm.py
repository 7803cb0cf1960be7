"""What the grader's image compiles beforehand is what rooms on the kit's own machine are given, or more."""

import re
from pathlib import Path

from runner.docker import grading
from runner.grader.gocache import HARNESS, PACKAGES
from runner.images import KIT, grader_image, toolchains_image
from runner.toolchain import LANGUAGES

FOLDER = Path(grading.__file__).parent / "grader"


def test_all_that_is_compiled_for_local_rooms_is_compiled_in_the_image() -> None:
    imported = set(re.findall(r'_ "([^"]+)"', (FOLDER / "warm/driver.go").read_text(encoding="utf-8")))
    tested = set(re.findall(r'import "([^"]+)"', (FOLDER / "warm/warm_test.go").read_text(encoding="utf-8")))
    assert {*PACKAGES} <= imported | tested
    assert grader_image().files["warm/main.go"].samefile(HARNESS)


def test_it_is_compiled_as_the_grader_compiles() -> None:
    dockerfile = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    for name, text in LANGUAGES["go"].env.items():
        assert f" {name}={text} " in dockerfile.replace("\\\n", " "), name


def test_it_stands_on_the_toolchains() -> None:
    assert grader_image().under == toolchains_image()
    assert (KIT / "runner/docker/grader/Dockerfile").samefile(grader_image().files["Dockerfile"])
