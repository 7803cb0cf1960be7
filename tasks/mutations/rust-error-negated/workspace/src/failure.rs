//! What goes wrong in one attempt, and in all of them.

use std::fmt;
use std::time::Duration;

/// Why one attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may work next time.
    Transient(String),
    /// It may work next time, but not sooner than `after`.
    Throttled { after: Duration },
    /// It will never work.
    Permanent(String),
}

impl Failure {
    /// Whether another attempt can help.
    pub fn may_pass(&self) -> bool {
        !matches!(self, Failure::Permanent(_))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Transient(what) => write!(out, "{what}"),
            Failure::Throttled { after } => write!(out, "asked to wait {} ms", after.as_millis()),
            Failure::Permanent(what) => write!(out, "{what} (for good)"),
        }
    }
}

/// Why there was no further attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The failure will never pass.
    Permanent,
    /// All attempts are used up.
    Attempts,
    /// The next attempt would start too late.
    Budget,
}

/// An operation that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GaveUp {
    pub reason: Reason,
    /// How many attempts were made.
    pub attempts: u32,
    /// From the start of the first attempt to the end of the last.
    pub elapsed: Duration,
    pub last: Failure,
}

impl fmt::Display for GaveUp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.attempts == 1 { "" } else { "s" };
        write!(out, "given up after {} attempt{plural}: {}", self.attempts, self.last)
    }
}

impl std::error::Error for GaveUp {}
