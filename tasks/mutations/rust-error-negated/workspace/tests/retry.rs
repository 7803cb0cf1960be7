use again::{Backoff, Clock, Failure, Policy, Reason};
use std::time::Duration;

const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[derive(Default)]
struct FakeClock {
    now: Duration,
    pauses: Vec<Duration>,
}

impl Clock for FakeClock {
    fn now(&self) -> Duration {
        self.now
    }

    fn sleep(&mut self, pause: Duration) {
        self.now += pause;
        self.pauses.push(pause);
    }
}

fn hiccup() -> Failure {
    Failure::Transient("503".to_string())
}

#[test]
fn a_success_is_not_repeated() {
    let mut clock = FakeClock::default();
    let mut calls = 0;
    let policy = Policy::new(5, Backoff::Fixed(ms(10)));
    let outcome = policy.run(&mut clock, |_| {
        calls += 1;
        Ok("sent")
    });
    assert_eq!(outcome, Ok("sent"));
    assert_eq!(calls, 1);
    assert!(clock.pauses.is_empty());
}

#[test]
fn a_transient_failure_is_tried_again() {
    let mut clock = FakeClock::default();
    let policy = Policy::new(5, Backoff::Exponential { first: ms(10), cap: ms(1000) });
    let outcome = policy.run(&mut clock, |attempt| if attempt < 4 { Err(hiccup()) } else { Ok(attempt) });
    assert_eq!(outcome, Ok(4));
    assert_eq!(clock.pauses, [ms(10), ms(20), ms(40)]);
}

#[test]
fn a_permanent_failure_is_given_up_at_once() {
    let mut clock = FakeClock::default();
    let policy = Policy::new(5, Backoff::None);
    let gave_up = policy.run::<(), _, _>(&mut clock, |_| Err(Failure::Permanent("404".to_string()))).unwrap_err();
    assert_eq!((gave_up.reason, gave_up.attempts), (Reason::Permanent, 1));
    assert_eq!(gave_up.to_string(), "given up after 1 attempt: 404 (for good)");
}
