//! Reads the bank's export: entries by line, balances by account.

mod amount;
mod book;
mod date;
mod error;

pub use amount::{parse_amount, show_amount};
pub use book::{import, Book, Entry};
pub use date::{parse_date, Date};
pub use error::{ImportError, Problem};
