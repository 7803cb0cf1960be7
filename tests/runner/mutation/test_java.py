"""Java: what its types say of a call, a driver under the kit's grader, calls in tests, tasks out of a project."""

from pathlib import Path
from typing import Any

import pytest

from runner.grader.files import File, Files
from runner.grader.local import LocalPlace
from runner.grader.validate import validate
from runner.mutation.calls import literal_calls
from runner.mutation.function import Kind
from runner.mutation.grammars import LANGUAGES
from runner.mutation.pipeline import mutate, prepared
from runner.mutation.repo import survey
from runner.mutation.suites import command, tally
from runner.mutation.turn import Wanted
from tasks.task import load
from tests.needs import needs
from tests.runner.mutation.asked import asked, entries

GRAMMAR = LANGUAGES["java"]
TEXT = Kind("text", spelled="String")
INT = Kind("integer", bits=32, spelled="int")


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("String", TEXT),
        ("java.lang.String", TEXT),
        ("long", Kind("integer", bits=64, spelled="long")),
        ("Byte", Kind("integer", bits=8, spelled="Byte")),
        ("float", Kind("number", bits=32, spelled="float")),
        ("char", Kind("character", spelled="char")),
        ("int[][]", Kind("list", (Kind("list", (INT,), spelled="int[]"),), spelled="int[][]")),
        ("List<String>", Kind("list", (TEXT,), spelled="List")),
        ("java.util.Map<String, Boolean>", Kind("map", (Kind("boolean", spelled="Boolean"),), spelled="Map")),
        ("Optional<String>", Kind("maybe", (TEXT,), spelled="Optional")),
        ("Map<Integer, String>", None),
        ("ArrayList<String>", None),
        ("List<String>[]", None),
        ("Object", None),
        ("T", None),
    ],
)
def test_what_the_type_of_a_parameter_means(said: str, taken: Kind | None) -> None:
    source = f"public class A {{ public static int f({said} a) {{ return 1; }} }}"
    (function,) = GRAMMAR.functions(source.encode(), "src/A.java")
    assert function.parameters == (None if taken is None else (taken,))


def test_a_result_may_be_more_and_nothing_only_where_what_is_given_can_change() -> None:
    source = b"""public class A {
      public static ArrayList<Integer> a() { return null; }
      public static void b(int[] c) { }
      public static void d(int c) { }
    }"""
    said = [one.returns and one.returns.sort for one in GRAMMAR.functions(source, "src/A.java")]
    assert said == ["list", "nothing", None]


SHAPES = """package a;
public class Shapes {
  static int hidden(int a) { return a; }
  private static int own(int a) { return a; }
  public static <T> T any(T a) { return a; }
  public static int many(int... a) { return 1; }
  public static int one(int a) { return a; }
  public static int one(String a) { return 1; }
  public int made(int a) { return a; }
  public static int same() { return 1; }
  public static class Within { public int inner(int a) { return a; } }
  public class Bound { public int inner(int a) { return a; } }
  static class Shut { public static int inner(int a) { return a; } }
  public interface Face { static int face(int a) { return a; } int without(int a); }
  public enum Kind { ONE; public static int kind(int a) { return a; } }
  public static abstract class Half {
    public int half(int a) { return a; }
    public static int whole(int a) { return a; }
  }
  public static class Given { public Given(int a) { } public int given(int a) { return a; } }
}
"""


def test_only_what_anybody_may_call_is_an_entry() -> None:
    assert [(one.call, one.home) for one in entries("java", {"src/a/Shapes.java": SHAPES})] == [
        ("a.Shapes.one(int)", "a.Shapes"),
        ("a.Shapes.one(String)", "a.Shapes"),
        ("a.Shapes.made", "new a.Shapes()"),
        ("a.Shapes.Within.inner", "new a.Shapes.Within()"),
        ("a.Shapes.Face.face", "a.Shapes.Face"),
        ("a.Shapes.Kind.kind", "a.Shapes.Kind"),
        ("a.Shapes.Half.whole", "a.Shapes.Half"),
    ]
    assert entries("java", {"java/a/Shapes.java": SHAPES}) == []


def test_a_constructor_is_changed_unless_it_begins_with_another() -> None:
    source = b"class A { A() { this(1); } A(int a) { b = a + 1; } }"
    assert [one.names for one in GRAMMAR.functions(source, "A.java")] == [("a",)]


EVERY = """package a;
import java.util.*;
public final class Every {
  public static String join(CharSequence a, char b, List<String> c) { return a + String.join(String.valueOf(b), c); }
  public static long sum(byte a, Short b, int[][] c, float d) { return a + b + c[0][1] + (long) d; }
  public static Map<String, Double> half(Map<String, Double> a) { a.replaceAll((k, v) -> v / 2); return a; }
  public static void sort(long[] a) { Arrays.sort(a); }
  public static Optional<Integer> first(Set<Integer> a) { return a.stream().findFirst(); }
  public static String maybe(Optional<String> a) { return a.orElse("none"); }
  public static double ratio(double a, double b) { return a / b; }
  public static Object[] odd(int a) { return new Object[0]; }
  public static boolean[] not(boolean a) { if (a) throw new IllegalStateException(); return new boolean[] {!a}; }
  public int twice(Integer a) { return 2 * a; }
}
"""


def test_a_driver_makes_every_plain_type_and_tells_what_has_changed(tmp_path: Path) -> None:
    calls: list[tuple[str, list[Any]]] = [
        ("a.Every.join", ["x", "-", ["y", "z"]]),
        ("a.Every.join", [None, "-", []]),
        ("a.Every.join", ["x", "--", []]),
        ("a.Every.sum", [1, 2, [[0, 3]], 4.5]),
        ("a.Every.sum", [300, 2, [[0, 3]], 4.5]),
        ("a.Every.half", [{"b": 3.0}]),
        ("a.Every.sort", [[3, 1]]),
        ("a.Every.sort", [[1, 3]]),
        ("a.Every.first", [[7, 8]]),
        ("a.Every.maybe", [None]),
        ("a.Every.ratio", [1, 0]),
        ("a.Every.not", [False]),
        ("a.Every.not", [True]),
        ("a.Every.twice", [4]),
        ("a.Every.twice", []),
    ]
    junit = {"src/test/java/a/EveryTest.java": "import org.junit.Test; class EveryTest { }"}
    said = asked("java", {"src/a/Every.java": EVERY, "src/module-info.java": "module a { }", **junit}, calls, tmp_path)
    assert said == [
        "xy-z",
        "null",
        "raises NotPlainError",
        10,
        "raises NotPlainError",
        {"returned": {"b": 1.5}, "arguments": [{"b": 1.5}]},
        {"returned": None, "arguments": [[1, 3]]},
        None,
        7,
        "none",
        {"number": "Infinity"},
        [True],
        "raises IllegalStateException",
        8,
        "raises NotPlainError",
    ]


def test_calls_with_literals_are_taken_from_tests() -> None:
    source = b"""
class EveryTest {
  static final String ALL = "a" + "\\u00e4";
  @Test void joins() {
    assertEquals("xy", Every.join(ALL, '\\n', List.of("y", "z")));
    long[] rows = new long[] {3L, -0x1F, 1_000};
    Every.sort(rows);
    for (int[][] each : new int[][][] {{{1}}, {}}) Every.sum((byte) 1, (short) 2, each, 1.5f);
    Every.half(Map.of("a", 2.0)); Every.half(other()); Every.twice(Every.twice(2));
  }
  @ParameterizedTest @ValueSource(ints = {1, 2}) void doubles(int a) { new Every().twice(a); }
}
"""
    found = literal_calls(source, GRAMMAR, entries("java", {"src/a/Every.java": EVERY}))
    assert [(one.call, one.args) for one in found] == [
        ("a.Every.join", ["aä", "\n", ["y", "z"]]),
        ("a.Every.sort", [[3, -31, 1000]]),
        ("a.Every.sum", [1, 2, [[1]], 1.5]),
        ("a.Every.sum", [1, 2, [], 1.5]),
        ("a.Every.half", [{"a": 2.0}]),
        ("a.Every.twice", [2]),
        ("a.Every.twice", [1]),
    ]


PROJECT = {
    "pom.xml": """<project>
  <parent><artifactId>parent</artifactId><version>52</version></parent>
  <artifactId>little-fares</artifactId>
  <!-- <version>1.0</version> -->
  <version>1.1</version>
  <dependencies><dependency><artifactId>junit</artifactId><version>4</version></dependency></dependencies>
</project>
""",
    "src/main/java/fares/Zones.java": """package fares;

public final class Zones {
    public static int fare(int far, boolean child) {
        int cents = 210;
        if (far >= 10) cents = far * 9 + 250;
        return child ? cents / 2 : cents;
    }
}
""",
    "src/test/java/fares/ZonesTest.java": """package fares;

public final class ZonesTest {
    static void same(int a, int b) { if (a != b) throw new AssertionError(a + " is not " + b); }

    public static void main(String[] arguments) {
        same(Zones.fare(9, false), 210);
        same(Zones.fare(10, false), 340);
        same(Zones.fare(26, true), 242);
    }
}
""",
}


def project(folder: Path) -> Path:
    for name, text in PROJECT.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_project_becomes_a_sound_task(tmp_path: Path) -> None:
    place = LocalPlace(needs("java"))
    for name in ("out", "drivers"):
        (tmp_path / name).mkdir()
    wanted = Wanted(tasks=1, seed=2, jobs=2, hide=False, seconds=60)
    ready = prepared(survey(project(tmp_path / "fares")), place, tmp_path / "drivers", wanted)
    mutate(ready, tmp_path / "out", wanted, lambda _: None)
    task = load(tmp_path / "out" / "little-fares-1")
    assert task.language == "java"
    assert task.provenance.origin.startswith("little-fares 1.1, ")
    assert task.expected_changes == ("src/main/java/fares/Zones.java",)
    assert validate(task, place) == []


def files(texts: dict[str, str]) -> Files:
    return {path: File(text.encode()) for path, text in texts.items()}


JUNIT = "package a; import org.junit.Test; class ATest { @Test void b() { } static void main(String[] c) { } }"


def test_junit_is_run_where_its_jar_is_in_the_repository_and_is_said_to_be_missing_where_not() -> None:
    half = "package a; import org.junit.Test; abstract class AAbstractTest { @Test void b() { } }"
    texts = {"src/test/java/a/ATest.java": JUNIT, "src/test/java/a/AAbstractTest.java": half}
    texts |= {"src/main/java/a/A.java": "package a; class A { }"}
    tests, sources = tuple(path for path in texts if "test" in path), ("src/main/java/a/A.java",)
    with pytest.raises(
        ValueError, match=r"need JUnit, whose jar is not in the repository; .*say how its tests are run"
    ):
        command("java", files(texts), tests, sources)
    shell, option, script = command("java", files({**texts, "lib/junit4.jar": ""}), tests, sources)
    assert (shell, option) == ("sh", "-c")
    assert "path=$out:lib/*:src/main/resources:src/test/resources" in script
    assert script.endswith("-cp $path org.junit.runner.JUnitCore a.ATest")


def test_a_script_beside_the_tests_comes_first() -> None:
    texts = {"tests/run.sh": "", "tests/Tests.java": "class Tests { static void main(String[] a) { } }"}
    assert command("java", files(texts), tuple(texts), ()) == ("sh", "tests/run.sh")


def test_what_junit_says_is_counted() -> None:
    assert tally("JUnit version 4.13.2\n..\nTime: 0.01\n\nOK (2 tests)\n") == (2, 0)
    assert tally("There was 1 failure:\n...\n\nFAILURES!!!\nTests run: 7,  Failures: 2\n\n") == (7, 2)
