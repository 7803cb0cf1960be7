//! A store of counters with transactions that do not disturb each other. docs/transactions.md says what holds.

mod log;
mod store;
mod transaction;

pub use log::{Entry, Log};
pub use store::{Refused, Store};
pub use transaction::Transaction;
