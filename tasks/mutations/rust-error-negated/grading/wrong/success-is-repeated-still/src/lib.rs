//! Tries an operation again when trying again can help.
//!
//! A [`Policy`] says how often and how long; the [`Clock`] is passed in, so that tests need not wait.

mod backoff;
mod clock;
mod failure;

pub use backoff::Backoff;
pub use clock::{Clock, SystemClock};
pub use failure::{Failure, GaveUp, Reason};

use std::time::Duration;

/// How often an operation is tried, with which pauses, and for how long at most.
#[derive(Clone, Debug)]
pub struct Policy {
    attempts: u32,
    backoff: Backoff,
    budget: Option<Duration>,
}

impl Policy {
    /// At most `attempts` tries (at least one) with the pauses of `backoff` between them.
    pub fn new(attempts: u32, backoff: Backoff) -> Self {
        Policy { attempts: attempts.max(1), backoff, budget: None }
    }

    /// No further try once it could only start later than `budget` after the first one.
    pub fn within(mut self, budget: Duration) -> Self {
        self.budget = Some(budget);
        self
    }

    /// Runs `operation`, which is told the number of the attempt (from 1), until it need not or may not be tried again.
    pub fn run<T, C, F>(&self, clock: &mut C, mut operation: F) -> Result<T, GaveUp>
    where
        C: Clock,
        F: FnMut(u32) -> Result<T, Failure>,
    {
        let started = clock.now();
        let mut attempt = 1;
        loop {
            let outcome = operation(attempt);
            let elapsed = clock.now() - started;
            let pause = self.pause(attempt, outcome.as_ref().err());
            let reason = self.reason_to_stop(attempt, elapsed + pause, outcome.as_ref().err());
            if reason.is_some() {
                let reason = reason.unwrap_or(Reason::Attempts);
                return outcome.map_err(|failure| GaveUp { reason, attempts: attempt, elapsed, last: failure });
            }
            clock.sleep(pause);
            attempt += 1;
        }
    }

    /// The pause behind an attempt: what the other side asks for, when that is longer than the backoff's own.
    fn pause(&self, attempt: u32, failure: Option<&Failure>) -> Duration {
        let own = self.backoff.pause(attempt);
        match failure {
            Some(Failure::Throttled { after }) => own.max(*after),
            _ => own,
        }
    }

    fn reason_to_stop(&self, attempt: u32, next_start: Duration, failure: Option<&Failure>) -> Option<Reason> {
        if failure.is_some_and(|failure| !failure.may_pass()) {
            return Some(Reason::Permanent);
        }
        if attempt >= self.attempts {
            return Some(Reason::Attempts);
        }
        match self.budget {
            Some(budget) if next_start > budget => Some(Reason::Budget),
            _ => None,
        }
    }
}
