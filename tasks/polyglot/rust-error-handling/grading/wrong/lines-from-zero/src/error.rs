//! What is wrong with a file, and where.

use std::error::Error;
use std::fmt;

/// What is wrong with one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There are not four fields.
    Fields { found: usize },
    /// Not a day of the calendar.
    Date(String),
    /// The account is empty.
    Account,
    /// Not an amount, or one that does not fit.
    Amount(String),
    /// The account's balance does not fit any more.
    Overflow { account: String },
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Fields { found } => write!(out, "expected 4 fields, found {found}"),
            Problem::Date(text) => write!(out, "{text:?} is not a date"),
            Problem::Account => write!(out, "the account is empty"),
            Problem::Amount(text) => write!(out, "{text:?} is not an amount"),
            Problem::Overflow { account } => write!(out, "the balance of {account:?} is too large"),
        }
    }
}

impl Error for Problem {}

/// The first problem of a file; lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    pub line: usize,
    pub problem: Problem,
}

impl fmt::Display for ImportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.problem)
    }
}

impl Error for ImportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.problem)
    }
}
