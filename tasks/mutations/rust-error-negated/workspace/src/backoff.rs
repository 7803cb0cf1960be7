//! The pauses between attempts.

use std::time::Duration;

/// How the pauses grow; attempts count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backoff {
    /// No pause at all.
    None,
    /// The same pause every time.
    Fixed(Duration),
    /// `step`, then two of it, then three.
    Linear { step: Duration },
    /// `first`, doubled every time, never more than `cap`.
    Exponential { first: Duration, cap: Duration },
}

impl Backoff {
    /// The pause behind attempt number `attempt`.
    pub fn pause(&self, attempt: u32) -> Duration {
        match self {
            Backoff::None => Duration::ZERO,
            Backoff::Fixed(pause) => *pause,
            Backoff::Linear { step } => step.saturating_mul(attempt),
            Backoff::Exponential { first, cap } => {
                let factor = 2u32.checked_pow(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
                first.saturating_mul(factor).min(*cap)
            }
        }
    }
}
