//! Time, passed in.

use std::time::{Duration, Instant};

/// Where a policy reads the time and spends its pauses.
pub trait Clock {
    /// Time since some fixed moment.
    fn now(&self) -> Duration;

    /// Lets `pause` go by.
    fn sleep(&mut self, pause: Duration);
}

/// The real time.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    pub fn new() -> Self {
        SystemClock { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&mut self, pause: Duration) {
        std::thread::sleep(pause);
    }
}
