//! What a record holds.

/// One value; lists may hold lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Nothing,
    Truth(bool),
    Number(i64),
    Text(String),
    List(Vec<Value>),
}

/// The first byte of a value says which kind it is.
pub mod kind {
    pub const NOTHING: u8 = 0;
    pub const FALSE: u8 = 1;
    pub const TRUE: u8 = 2;
    pub const NUMBER: u8 = 3;
    pub const TEXT: u8 = 4;
    pub const LIST: u8 = 5;
}

impl Value {
    /// How many values it is made of, itself included.
    pub fn count(&self) -> usize {
        match self {
            Value::List(items) => 1 + items.iter().map(Value::count).sum::<usize>(),
            _ => 1,
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_string())
    }
}
