//! Values to bytes.

use crate::value::{kind, Value};
use crate::varint;

/// The bytes of one value.
pub fn write(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    put(value, &mut out);
    out
}

/// The bytes of several values, one behind the other.
pub fn write_all(values: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    for value in values {
        put(value, &mut out);
    }
    out
}

fn put(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Nothing => out.push(kind::NOTHING),
        Value::Truth(false) => out.push(kind::FALSE),
        Value::Truth(true) => out.push(kind::TRUE),
        Value::Number(number) => {
            out.push(kind::NUMBER);
            varint::put(varint::fold(*number), out);
        }
        Value::Text(text) => {
            out.push(kind::TEXT);
            varint::put(text.len() as u64, out);
            out.extend_from_slice(text.as_bytes());
        }
        Value::List(items) => {
            out.push(kind::LIST);
            varint::put(items.len() as u64, out);
            for item in items {
                put(item, out);
            }
        }
    }
}
