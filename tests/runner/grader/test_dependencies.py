"""What an agent left is read as hostile text: never a crash, never an hour."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.grader.dependencies import LONGEST, asked_for, own_names

NAMES = (
    "Cargo.toml", "pyproject.toml", "package.json", "requirements.txt", "setup.cfg", "go.mod", "pom.xml",
    "build.gradle", "CMakeLists.txt", "Makefile", "a.py", "a.ts", "a.go", "A.java",
)  # fmt: skip

BOMBS = {
    "a.py": [
        *(
            "-" * 100_000 + "1",
            "(" * 100_000,
            "a" + ".b" * 50_000,
            "x=" + "a+" * 50_000 + "1",
            "lambda:" * 20_000 + "1",
        ),
        *("if a:\n pass\n" + "elif a:\n pass\n" * 10_000, "a" + "()" * 50_000, 'f"{' * 50 + '}"' * 50, "\0" * 10),
    ],
    "Cargo.toml": ["a = " + "[" * 100_000, "a." * 50_000 + "b = 1", ("a." * 2_000 + "b = 1\n") * 60],
    "package.json": ["[" * 100_000, '{"a":' * 100_000],
    "pom.xml": ["<dependency>" * 20_000, "<plugin><parent>" * 15_000],
    "CMakeLists.txt": ["find_package(" * 19_000, "FetchContent_" + "a" * 250_000, "find_package" + " " * 250_000],
    "Makefile": ["$(shell pkg-config" * 14_000, " -l" * 80_000],
    "setup.cfg": ["install_requires" * 16_000, "install_requires\n" + " a\n" * 80_000, "x" * 260_000],
    "go.mod": [" \t" * 130_000, "replace " * 30_000, "a v" * 80_000, "v1 " * 80_000],
    "build.gradle": ["a" * 260_000, "implementation" * 18_000, " " * 260_000],
    "requirements.txt": [" " * 260_000, "\n" * 260_000, "#" * 260_000],
    "a.ts": [
        "import" + " " * 300_000,
        "from " * 100_000,
        "require(" * 100_000,
        "import(" * 100_000,
        "from '" * 100_000,
    ],
    "a.go": ["\n" * 300_000, " " * 300_000, "a.b " * 250_000, 'import "' * 100_000, '"a" //' * 100_000],
    "A.java": ["\n" * 300_000, "import " * 100_000, "import static " * 100_000, "import " + "a." * 400_000],
}


@pytest.mark.timeout(120)  # hours, where a pattern is quadratic
@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in BOMBS.items() for text in texts], ids=lambda x: x[:24]
)
def test_no_text_takes_long_or_breaks_the_reader(name: str, text: str) -> None:
    with contextlib.suppress(ValueError):
        assert len(asked_for(name, text, frozenset())) <= 100_000


@given(st.sampled_from(NAMES), st.text() | st.text(alphabet='importfrequ []{}()<>"=.,\n\t-l/dependency'))
def test_any_text_gives_names_or_a_reason(name: str, text: str) -> None:
    with contextlib.suppress(ValueError):
        assert all(isinstance(one, str) for one in asked_for(name, text, frozenset()))


def test_a_manifest_that_is_too_long_is_not_read() -> None:
    with pytest.raises(ValueError, match="more than 262144 characters"):
        asked_for("go.mod", "x" * (LONGEST + 1), frozenset())


def test_the_names_of_a_workspace_are_those_of_its_folders_and_files() -> None:
    assert own_names(["app/util/a.py", "b.tar.gz"]) == {"app", "util", "a", "b.tar"}
