//! Bytes to values.

use crate::value::{kind, Value};
use crate::varint;
use std::fmt;

const DEEPEST: usize = 32;

/// Bytes that are no values: where, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub at: usize,
    pub what: &'static str,
}

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "byte {}: {}", self.at, self.what)
    }
}

impl std::error::Error for Broken {}

/// The one value that the bytes hold.
pub fn read(bytes: &[u8]) -> Result<Value, Broken> {
    let mut reader = Reader { bytes, at: 0 };
    let value = reader.value(0)?;
    if reader.at < bytes.len() {
        return Err(reader.broken("more behind the value"));
    }
    Ok(value)
}

/// All values that the bytes hold.
pub fn read_all(bytes: &[u8]) -> Result<Vec<Value>, Broken> {
    let mut reader = Reader { bytes, at: 0 };
    let mut found = Vec::new();
    while reader.at < bytes.len() {
        found.push(reader.value(0)?);
    }
    Ok(found)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn broken(&self, what: &'static str) -> Broken {
        Broken { at: self.at, what }
    }

    fn value(&mut self, depth: usize) -> Result<Value, Broken> {
        if depth > DEEPEST {
            return Err(self.broken("lists nested too deep"));
        }
        let kind = *self.bytes.get(self.at).ok_or_else(|| self.broken("ends before a value"))?;
        self.at += 1;
        match kind {
            kind::NOTHING => Ok(Value::Nothing),
            kind::FALSE => Ok(Value::Truth(false)),
            kind::TRUE => Ok(Value::Truth(true)),
            kind::NUMBER => Ok(Value::Number(varint::unfold(self.number()?))),
            kind::TEXT => self.text(),
            kind::LIST => self.list(depth),
            _ => {
                self.at -= 1;
                Err(self.broken("no such kind of value"))
            }
        }
    }

    fn number(&mut self) -> Result<u64, Broken> {
        let (number, taken) = varint::take(&self.bytes[self.at..]).map_err(|what| self.broken(what))?;
        self.at += taken;
        Ok(number)
    }

    fn text(&mut self) -> Result<Value, Broken> {
        let length = self.number()?;
        let left = &self.bytes[self.at..];
        if length > left.len() as u64 {
            return Err(self.broken("ends inside a text"));
        }
        let text = std::str::from_utf8(&left[..length as usize]).map_err(|_| self.broken("text is not UTF-8"))?;
        self.at += length as usize;
        Ok(Value::Text(text.to_string()))
    }

    fn list(&mut self, depth: usize) -> Result<Value, Broken> {
        let length = self.number()?;
        // Every item takes a byte at least, so a length that lies is found before memory is taken for it.
        if length > (self.bytes.len() - self.at) as u64 {
            return Err(self.broken("ends inside a list"));
        }
        (0..length).map(|_| self.value(depth + 1)).collect::<Result<Vec<_>, _>>().map(Value::List)
    }
}
