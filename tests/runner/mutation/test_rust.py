"""Rust: what types say of a call, what a crate shows, a driver under the kit's grader, calls in tests."""

from pathlib import Path

import pytest

from runner.mutation.calls import literal_calls
from runner.mutation.grammar import gone
from runner.mutation.grammars import LANGUAGES
from runner.mutation.operators import mutations
from runner.mutation.source import applied
from tests.runner.mutation.asked import asked, entries

GRAMMAR = LANGUAGES["rust"]
MANIFEST = (
    '[package]\nname = "two-words"\nversion = "0.1.0"\nedition = "2021"\n[features]\ndefault = ["more"]\nmore = []\n'
)


@pytest.mark.parametrize(
    ("said", "sort", "spelled"),
    [
        ("&'a str", "text", "&str"),
        ("String", "text", "String"),
        ("&String", "text", "&String"),
        ("impl AsRef<str>", "text", "&str"),
        ("impl Into<std::string::String> + Clone", None, ""),
        ("u16", "integer", "u16"),
        ("f32", "number", "f32"),
        ("char", "character", "char"),
        ("&bool", "boolean", "&bool"),
        ("()", "nothing", "()"),
        ("&[&str]", "list", "&Vec<&str>"),
        ("Vec<Option<u8>>", "list", "Vec<Option<u8>>"),
        ("[(i32, char); 2]", "row", "[(i32, char, ); 2]"),
        ("&HashMap<String, Vec<f64>>", "map", "&std::collections::HashMap<String, Vec<f64>>"),
        ("Cow<'_, str>", "text", "std::borrow::Cow<str>"),
        ("S", "text", "&str"),
        ("&[T]", "list", "&Vec<i64>"),
        ("B", "text", "Bytes"),
        ("Short", "list", "Vec<u8>"),
        ("&mut String", None, ""),
        ("Vec<&[u8]>", None, ""),
        ("Foreign", None, ""),
        ("F", None, ""),
        ("impl Fn(u8) -> u8", None, ""),
        ("str", None, ""),
    ],
)
def test_what_a_parameter_takes(said: str, sort: str | None, spelled: str) -> None:
    source = (
        "type Short = Vec<u8>;\n"
        f"pub fn f<'a, S: AsRef<str> + ?Sized, T: Ord, B, F: Fn(u8)>(mut a: {said}) where B: AsRef<[u8]> {{}}"
    )
    function = GRAMMAR.functions(source.encode(), "src/lib.rs")[0]
    if sort is None:
        assert function.parameters is None
    else:
        assert [(one.sort, one.spelled) for one in function.parameters or ()] == [(sort, spelled)]


@pytest.mark.parametrize(
    ("said", "sorts"),
    [
        (" -> Result<&'a [u8], Box<dyn Error>>", ["outcome", "list", "integer"]),
        (" -> io::Result<()>", ["outcome", "nothing"]),
        (" -> Option<Cow<'a, str>>", ["maybe", "text"]),
        (" -> Box<[String]>", ["list", "text"]),
        (" -> Result<Token, ()>", ["outcome", "any"]),
        (" -> Token", ["any"]),
        (" -> impl Iterator<Item = u8> + 'a", ["list", "any"]),
        ("", ["nothing"]),
        (" -> !", []),
    ],
)
def test_what_a_result_gives(said: str, sorts: list[str]) -> None:
    returns = GRAMMAR.functions(f"pub fn f<'a>(){said} {{}}".encode(), "src/lib.rs")[0].returns
    found: list[str] = []
    while returns is not None:
        found.append(returns.sort)
        returns = returns.of[0] if returns.of else None
    assert found == sorts


LIB = """
mod deep;
pub mod shown { pub mod inner { pub fn far(a: u8) -> u8 { a.wrapping_add(1) } pub(crate) fn own(a: u8) -> u8 { a } } }
pub use self::deep::{near as closer, Kept};
pub use deep::all::*;
#[cfg(feature = "more")]
pub fn with(a: &str) -> String { a.to_uppercase() }
#[cfg(not(feature = "more"))]
pub fn with(a: &str) -> String { a.to_lowercase() }
#[cfg(any(windows, feature = "none"))]
pub fn without(a: &str) -> String { a.to_owned() }
pub async fn later(a: u8) -> u8 { a }
pub unsafe fn unsound(a: u8) -> u8 { a }
fn own(a: u8) -> u8 { a }
pub fn fixed() -> u8 { 1 }
#[cfg(test)]
mod tests { use super::*; #[test] fn works() { assert_eq!(own(1), 1); } }
"""
DEEP = """
pub fn near(a: Option<&str>, b: &[u16]) -> Result<u32, Problem> {
    if b.is_empty() { return Err(Problem { text: a.unwrap_or("none").to_string() }); }
    Ok(b.iter().map(|one| u32::from(*one)).sum())
}
pub fn hidden(a: u8) -> u8 { a }
#[derive(Debug)]
pub struct Problem { text: String }
#[derive(Debug, Clone)]
pub struct Kept { left: char, right: [f64; 2] }
impl Kept {
    pub fn new(left: char, right: [f64; 2]) -> Self { Kept { left, right } }
    pub fn turned(&self) -> Kept { Kept { left: self.left, right: [self.right[1], self.right[0]] } }
}
pub mod all {
    use std::collections::{BTreeMap, HashMap, HashSet};
    pub struct Mute;
    pub fn counted(a: HashMap<String, i8>) -> BTreeMap<String, (i8, bool)> {
        a.into_iter().map(|(key, one)| (key, (one, one < 0))).collect()
    }
    pub fn letters(a: impl AsRef<str>) -> HashSet<char> { a.as_ref().chars().collect() }
    pub fn hex<T: AsRef<[u8]>>(a: T) -> String { a.as_ref().iter().map(|one| format!("{one:02x}")).collect() }
    pub fn greatest<T: Ord + Copy>(a: &[T]) -> Option<T> { a.iter().max().copied() }
    pub fn half(a: f32) -> f32 { 1.0 / a }
    pub fn upwards(a: u8) -> impl Iterator<Item = u8> { a.. }
    pub fn mute(_a: &str) -> Result<Mute, std::fmt::Error> { Ok(Mute) }
    pub fn wide(a: u128) -> u128 { a + 1 }
}
"""
CRATE = {"Cargo.toml": MANIFEST, "src/lib.rs": LIB, "src/deep.rs": DEEP}


def test_entries_are_what_the_crate_shows_by_their_public_paths() -> None:
    assert {one.call: one.home for one in entries("rust", CRATE)} == {
        "shown::inner::far": "two_words::shown::inner::far",
        "with": "two_words::with",
        "deep::near": "two_words::closer",
        "deep::Kept::new": "two_words::Kept::new",
        **{
            f"deep::all::{name}": f"two_words::{name}"
            for name in ("counted", "letters", "hex", "greatest", "half", "upwards", "mute", "wide")
        },
    }


def test_a_crate_without_a_library_has_no_entries() -> None:
    assert entries("rust", {"Cargo.toml": MANIFEST, "src/main.rs": "pub fn f(a: u8) -> u8 { a }\nfn main() {}"}) == []


def test_tests_within_a_source_are_no_functions_and_methods_are_found() -> None:
    found = [(one.name, one.public) for one in GRAMMAR.functions(LIB.encode(), "src/lib.rs")]
    assert ("own", False) in found
    assert "works" not in [name for name, _ in found]
    methods = [one for one in GRAMMAR.functions(DEEP.encode(), "src/deep.rs") if "." in one.name]
    assert [(one.name, one.last, one.public) for one in methods] == [
        ("Kept.new", "new", True),
        ("Kept.turned", "turned", False),
    ]
    trait = b"trait Wide { fn wide(&self) -> u8 { 1 } fn bare(&self); }"
    trait += b"impl<T> Wide for Vec<T> { fn wide(&self) -> u8 { 2 } }"
    assert [one.name for one in GRAMMAR.functions(trait, "src/lib.rs")] == ["Wide.wide", "Vec.wide"]


def test_macros_are_left_alone_and_a_body_that_is_gone_still_compiles() -> None:
    source = b'pub fn f(a: u8) -> Vec<u8> {\n    assert!(a < 3, "no {}", 1 + 1);\n    vec![0; 4]\n}\n'
    function = GRAMMAR.functions(source, "src/lib.rs")[0]
    assert mutations(source, function, GRAMMAR) == []
    assert b'{ if true { panic!("gone"); }\n    assert!' in applied(source, [gone(source, function, GRAMMAR)])


def test_a_driver_answers_by_types(tmp_path: Path) -> None:
    said = asked(
        "rust",
        CRATE,
        [
            ("shown::inner::far", [255]),
            ("shown::inner::far", [256]),
            ("with", ["aé"]),
            ("deep::near", ["x", [1, 65535]]),
            ("deep::near", [None, []]),
            ("deep::Kept::new", ["c", [1.5, 2]]),
            ("deep::all::counted", [{"a": -1, "b": 2}]),
            ("deep::all::letters", ["hello"]),
            ("deep::all::hex", ["az"]),
            ("deep::all::hex", [[0, 255]]),
            ("deep::all::greatest", [[3, -9, 7]]),
            ("deep::all::greatest", [[]]),
            ("deep::all::half", [4.0]),
            ("deep::all::half", [0.0]),
            ("deep::all::mute", [""]),
            ("deep::all::wide", [2**80]),
        ],
        tmp_path,
    )
    assert said == [
        0,
        "raises panic",
        "AÉ",
        65536,
        {"error": 'Problem { text: "none" }'},
        "Kept { left: 'c', right: [1.5, 2.0] }",
        {"a": [-1, True], "b": [2, False]},
        ["e", "h", "l", "o"],
        "617a",
        "00ff",
        7,
        None,
        0.25,
        {"number": "inf"},
        "two_words::deep::all::Mute",
        2**80 + 1,
    ]


TESTS = r"""
//! ```
//! use two_words::with;
//! # let hidden = 1;
//! assert_eq!(with("doc"), "DOC");
//! ```
const ROWS: &[(&str, u8)] = &[("r", 1), ("s", 2)];

#[cfg(test)]
mod tests {
    #[test]
    fn literals() {
        let text = "said";
        assert_eq!(with(text), "SAID");
        assert!(with("a\u{e9}\
             b").len() > 1, "{}", with(r#"raw"#));
        for (text, _n) in ROWS { assert_eq!(with(text), ""); }
        for &text in ["u", x].iter() { with(text); }
        let (a, b) = (1, 2);
        with(a); with(&format!("{a}")); with(&String::from("owned").to_string());
        assert_eq!(near(Some("x"), &[1, 0x2, 3_0u16]), Ok(33));
        assert_eq!(near(None, &vec![1; 3]), Ok(3)); near(None, b"\xff\n".as_ref()); near(None, b"\xff\n");
        Kept::new('\'', [-1.0, 2e3]); let v = vec![b'a'.into(), 8]; near(None, &v);
    }
}
"""


def test_calls_with_literals_are_taken_from_macros_loops_and_docs() -> None:
    found = literal_calls(TESTS.encode(), GRAMMAR, entries("rust", CRATE))
    assert [(one.call.rpartition("::")[2], one.args) for one in found] == [
        ("with", ["u"]),
        ("with", ["owned"]),
        ("near", [None, [255, 10]]),
        ("new", ["'", [-1.0, 2000.0]]),
        ("with", ["said"]),
        ("with", ["aéb"]),
        ("with", ["raw"]),
        ("with", ["r"]),
        ("with", ["s"]),
        ("near", ["x", [1, 2, 30]]),
        ("near", [None, [97, 8]]),
        ("with", ["doc"]),
    ]
