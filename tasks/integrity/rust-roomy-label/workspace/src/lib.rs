//! Labels for crates, in sixteen bytes. docs/label.md says what is where.

mod bytes;
mod kind;
mod label;

pub use kind::Kind;
pub use label::{Label, Unreadable};
