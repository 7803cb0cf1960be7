//! What the grader may call, as plain values; bytes are lists of numbers.

use crate::json::Json;
use packet::{read, read_all, write, write_all, Value};

fn bytes(said: &Json) -> Vec<u8> {
    said.as_list().iter().map(|byte| byte.as_int() as u8).collect()
}

fn value(said: &Json) -> Value {
    match said {
        Json::Null => Value::Nothing,
        Json::Bool(truth) => Value::Truth(*truth),
        Json::Int(number) => Value::Number(*number as i64),
        Json::Str(text) => Value::Text(text.clone()),
        Json::List(items) => Value::List(items.iter().map(value).collect()),
        other => panic!("no value: {other:?}"),
    }
}

fn told(value: Value) -> Json {
    match value {
        Value::Nothing => Json::Null,
        Value::Truth(truth) => truth.into(),
        Value::Number(number) => number.into(),
        Value::Text(text) => text.into(),
        Value::List(items) => Json::list(items.into_iter().map(told)),
    }
}

fn answered(found: Result<Value, packet::Broken>) -> Json {
    match found {
        Ok(value) => Json::object([("value", told(value))]),
        Err(broken) => Json::object([("broken", broken.to_string().into())]),
    }
}

pub fn call(name: &str, args: &[Json]) -> Json {
    match name {
        "write" => Json::list(write(&value(&args[0]))),
        "read" => answered(read(&bytes(&args[0]))),
        "read_all" => answered(read_all(&bytes(&args[0])).map(Value::List)),
        "round_trip" => {
            let values: Vec<Value> = args[0].as_list().iter().map(value).collect();
            answered(read_all(&write_all(&values)).map(Value::List))
        }
        other => panic!("no call {other}"),
    }
}
