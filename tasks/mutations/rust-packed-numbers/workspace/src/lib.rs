//! Records in as few bytes as can be, and back. The format is in docs/format.md.

mod reader;
mod value;
mod varint;
mod writer;

pub use reader::{read, read_all, Broken};
pub use value::Value;
pub use writer::{write, write_all};
