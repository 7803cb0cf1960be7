"""driver.rs: the entries by their public paths, with arguments and results by their types."""

import json
from collections.abc import Sequence

from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Files

HEAD = r"""//! What the grader may call, as plain values; written by `cab tasks mutate`.

#![allow(dead_code, unused_imports, unused_macros)]

use crate::json::Json;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::{Debug, Display};
use std::hash::Hash;

const MOST: usize = 10_000; // of what an iterator gives

/// What can be read from JSON as an argument.
trait Take<'a>: Sized {
    fn take(json: &'a Json) -> Self;
}

fn take<'a, T: Take<'a>>(json: &'a Json) -> T {
    T::take(json)
}

macro_rules! integers {
    ($($kind:ty),*) => { $(
        impl<'a> Take<'a> for $kind {
            fn take(json: &'a Json) -> Self { Self::try_from(json.as_int()).expect("within the type") }
        }
        impl Give for $kind {
            fn give(&self) -> Json { Json::Int(i128::try_from(*self).expect("within JSON")) }
        }
    )* };
}
integers!(u8, u16, u32, u64, usize, u128, i8, i16, i32, i64, isize, i128);

macro_rules! floats {
    ($($kind:ty),*) => { $(
        impl<'a> Take<'a> for $kind {
            fn take(json: &'a Json) -> Self { json.as_f64() as $kind }
        }
        impl Give for $kind {
            fn give(&self) -> Json {
                if self.is_finite() {
                    return Json::Float(f64::from(*self));
                }
                Json::object([("number", self.to_string().into())])
            }
        }
    )* };
}
floats!(f32, f64);

macro_rules! texts {
    ($($kind:ty),*) => { $(
        impl<'a> Take<'a> for $kind {
            fn take(json: &'a Json) -> Self { json.as_str().into() }
        }
    )* };
}
texts!(&'a str, String, Box<str>, std::borrow::Cow<'a, str>);

impl<'a> Take<'a> for bool {
    fn take(json: &'a Json) -> Self {
        json.as_bool()
    }
}

impl<'a> Take<'a> for char {
    fn take(json: &'a Json) -> Self {
        json.as_str().parse().expect("one character")
    }
}

impl<'a> Take<'a> for () {
    fn take(_: &'a Json) -> Self {}
}

impl<'a, T: Take<'a>> Take<'a> for Option<T> {
    fn take(json: &'a Json) -> Self {
        (*json != Json::Null).then(|| take(json))
    }
}

impl<'a, T: Take<'a>> Take<'a> for Vec<T> {
    fn take(json: &'a Json) -> Self {
        json.as_list().iter().map(take).collect()
    }
}

impl<'a, T: Take<'a>> Take<'a> for VecDeque<T> {
    fn take(json: &'a Json) -> Self {
        json.as_list().iter().map(take).collect()
    }
}

impl<'a, T: Take<'a> + Ord> Take<'a> for BTreeSet<T> {
    fn take(json: &'a Json) -> Self {
        json.as_list().iter().map(take).collect()
    }
}

impl<'a, T: Take<'a>, const N: usize> Take<'a> for [T; N] {
    fn take(json: &'a Json) -> Self {
        Vec::take(json).try_into().unwrap_or_else(|_| panic!("{N} items"))
    }
}

fn fields(json: &Json) -> &[(String, Json)] {
    match json {
        Json::Object(fields) => fields,
        other => panic!("{other:?} is no object"),
    }
}

impl<'a, K: From<&'a str> + Eq + Hash, T: Take<'a>> Take<'a> for HashMap<K, T> {
    fn take(json: &'a Json) -> Self {
        fields(json).iter().map(|(key, value)| (key.as_str().into(), take(value))).collect()
    }
}

impl<'a, K: From<&'a str> + Ord, T: Take<'a>> Take<'a> for BTreeMap<K, T> {
    fn take(json: &'a Json) -> Self {
        fields(json).iter().map(|(key, value)| (key.as_str().into(), take(value))).collect()
    }
}

/// Bytes, out of a text or a list of them.
struct Bytes(Vec<u8>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<'a> Take<'a> for Bytes {
    fn take(json: &'a Json) -> Self {
        Bytes(if let Json::Str(text) = json { text.clone().into_bytes() } else { take(json) })
    }
}

/// What can be told as JSON.
trait Give {
    fn give(&self) -> Json;
}

impl Give for () {
    fn give(&self) -> Json {
        Json::Null
    }
}

impl Give for bool {
    fn give(&self) -> Json {
        Json::Bool(*self)
    }
}

impl Give for char {
    fn give(&self) -> Json {
        self.to_string().into()
    }
}

impl Give for str {
    fn give(&self) -> Json {
        self.into()
    }
}

impl Give for String {
    fn give(&self) -> Json {
        self.as_str().into()
    }
}

impl Give for std::borrow::Cow<'_, str> {
    fn give(&self) -> Json {
        self.as_ref().into()
    }
}

macro_rules! pointers {
    ($($kind:ty),*) => { $( impl<T: Give + ?Sized> Give for $kind { fn give(&self) -> Json { (**self).give() } } )* };
}
pointers!(&T, &mut T, Box<T>, std::rc::Rc<T>, std::sync::Arc<T>);

impl<T: Give> Give for std::borrow::Cow<'_, [T]>
where
    [T]: ToOwned,
{
    fn give(&self) -> Json {
        self.as_ref().give()
    }
}

impl<T: Give> Give for Option<T> {
    fn give(&self) -> Json {
        self.as_ref().map_or(Json::Null, Give::give)
    }
}

impl<T: Give> Give for [T] {
    fn give(&self) -> Json {
        Json::list(self.iter().map(Give::give))
    }
}

impl<T: Give, const N: usize> Give for [T; N] {
    fn give(&self) -> Json {
        self.as_slice().give()
    }
}

macro_rules! lists {
    ($($kind:ident),*) => { $(
        impl<T: Give> Give for $kind<T> {
            fn give(&self) -> Json { Json::list(self.iter().map(Give::give)) }
        }
    )* };
}
lists!(Vec, VecDeque, BTreeSet);

impl<T: Give> Give for HashSet<T> {
    fn give(&self) -> Json {
        let mut items: Vec<Json> = self.iter().map(Give::give).collect();
        items.sort_by_key(Json::to_string);
        Json::List(items)
    }
}

impl<K: AsRef<str>, T: Give> Give for BTreeMap<K, T> {
    fn give(&self) -> Json {
        Json::Object(self.iter().map(|(key, value)| (key.as_ref().to_string(), value.give())).collect())
    }
}

impl<K: AsRef<str>, T: Give> Give for HashMap<K, T> {
    fn give(&self) -> Json {
        self.iter().map(|(key, value)| (key.as_ref().to_string(), value)).collect::<BTreeMap<_, _>>().give()
    }
}

macro_rules! rows {
    ($(($($name:ident $place:tt)+))*) => { $(
        impl<'a, $($name: Take<'a>),+> Take<'a> for ($($name,)+) {
            fn take(json: &'a Json) -> Self { ($($name::take(&json.as_list()[$place]),)+) }
        }
        impl<$($name: Give),+> Give for ($($name,)+) {
            fn give(&self) -> Json { Json::List(vec![$(self.$place.give()),+]) }
        }
    )* };
}
rows!((A 0)(A 0 B 1)(A 0 B 1 C 2)(A 0 B 1 C 2 D 3)(A 0 B 1 C 2 D 3 E 4)(A 0 B 1 C 2 D 3 E 4 F 5));

/// A value of any type, told as `{:?}` writes it, else as `{}` does, else by its type.
struct Shown<'a, T>(&'a T);

trait ByDebug {
    fn told(&self) -> String;
}

trait ByDisplay {
    fn told(&self) -> String;
}

trait ByType {
    fn told(&self) -> String;
}

impl<T: Debug> ByDebug for &&Shown<'_, T> {
    fn told(&self) -> String {
        format!("{:?}", self.0)
    }
}

impl<T: Display> ByDisplay for &Shown<'_, T> {
    fn told(&self) -> String {
        self.0.to_string()
    }
}

impl<T> ByType for Shown<'_, T> {
    fn told(&self) -> String {
        std::any::type_name::<T>().to_string()
    }
}

macro_rules! told {
    ($value:expr) => {{
        let value = $value;
        Json::from((&&&Shown(&value)).told())
    }};
}

macro_rules! outcome {
    ($said:expr, $give:ident) => {
        match $said {
            Ok(value) => $give!(value),
            Err(error) => Json::object([("error", told!(error))]),
        }
    };
}

macro_rules! give {
    ($value:expr) => {
        Give::give(&$value)
    };
}

pub fn call(name: &str, args: &[Json]) -> Json {
    match name {
"""
TAIL = """        other => panic!("no call {other}"),
    }
}
"""


def driver(entries: Sequence[Function], _: Files) -> str:
    """The text of the driver."""
    return HEAD + "".join(f"        {json.dumps(one.call)} => {_answered(one)},\n" for one in entries) + TAIL


def _answered(entry: Function) -> str:
    taken = ", ".join(_taken(kind, place) for place, kind in enumerate(entry.parameters or ()))
    called, given = f"::{entry.home}({taken})", entry.returns or Kind("any")
    if given.sort == "outcome":
        return f"outcome!({called}, {_macro(given.of[0])})"
    if given.spelled == "impl Iterator":
        return f"told!({called}.take(MOST).collect::<Vec<_>>())"
    return f"{_macro(given)}!({called})"


def _macro(kind: Kind) -> str:
    return "told" if _holds_any(kind) else "give"


def _holds_any(kind: Kind) -> bool:
    return kind.sort in {"any", "outcome"} or any(_holds_any(each) for each in kind.of)


def _taken(kind: Kind, place: int) -> str:
    """The argument in that place; what is behind a reference is taken as a whole."""
    spelled = kind.spelled
    borrowed = spelled.startswith("&") and spelled != "&str"
    return f"{'&' * borrowed}take::<{spelled[1:] if borrowed else spelled}>(&args[{place}])"
