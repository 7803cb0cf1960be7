//! What the grader may call, as plain values.

use crate::json::Json;
use again::{Backoff, Clock, Failure, GaveUp, Policy};
use std::time::Duration;

fn ms(count: &Json) -> Duration {
    Duration::from_millis(count.as_int() as u64)
}

#[derive(Default)]
struct FakeClock {
    now: Duration,
    pauses: Vec<u64>,
}

impl Clock for FakeClock {
    fn now(&self) -> Duration {
        self.now
    }

    fn sleep(&mut self, pause: Duration) {
        self.now += pause;
        self.pauses.push(pause.as_millis() as u64);
    }
}

fn backoff(said: &[Json]) -> Backoff {
    match said[0].as_str() {
        "none" => Backoff::None,
        "fixed" => Backoff::Fixed(ms(&said[1])),
        "linear" => Backoff::Linear { step: ms(&said[1]) },
        "exponential" => Backoff::Exponential { first: ms(&said[1]), cap: ms(&said[2]) },
        other => panic!("no backoff {other}"),
    }
}

fn outcome(said: &[Json]) -> Result<i64, Failure> {
    match said[0].as_str() {
        "ok" => Ok(said[1].as_int() as i64),
        "transient" => Err(Failure::Transient(said[1].as_str().to_string())),
        "throttled" => Err(Failure::Throttled { after: ms(&said[1]) }),
        "permanent" => Err(Failure::Permanent(said[1].as_str().to_string())),
        other => panic!("no outcome {other}"),
    }
}

fn told(outcome: Result<i64, GaveUp>) -> Json {
    match outcome {
        Ok(value) => Json::object([("ok", value.into())]),
        Err(gave_up) => Json::object([
            ("reason", format!("{:?}", gave_up.reason).into()),
            ("attempts", gave_up.attempts.into()),
            ("elapsed", (gave_up.elapsed.as_millis() as u64).into()),
            ("text", gave_up.to_string().into()),
        ]),
    }
}

/// attempts, backoff, budget or null, duration of an attempt, outcomes (the last one repeats)
fn run(args: &[Json]) -> Json {
    let mut policy = Policy::new(args[0].as_int() as u32, backoff(args[1].as_list()));
    if args[2] != Json::Null {
        policy = policy.within(ms(&args[2]));
    }
    let (takes, outcomes) = (ms(&args[3]), args[4].as_list());
    // The operation lets time go by, so it shares the clock with the policy.
    let clock = std::cell::RefCell::new(FakeClock::default());
    let mut asked: Vec<u32> = Vec::new();
    let outcome = policy.run(&mut Shared(&clock), |attempt| {
        clock.borrow_mut().now += takes;
        asked.push(attempt);
        outcome(outcomes[(asked.len() - 1).min(outcomes.len() - 1)].as_list())
    });
    let pauses = clock.into_inner().pauses;
    Json::object([("outcome", told(outcome)), ("asked", asked.into()), ("pauses", pauses.into())])
}

struct Shared<'a>(&'a std::cell::RefCell<FakeClock>);

impl Clock for Shared<'_> {
    fn now(&self) -> Duration {
        self.0.borrow().now()
    }

    fn sleep(&mut self, pause: Duration) {
        self.0.borrow_mut().sleep(pause);
    }
}

pub fn call(name: &str, args: &[Json]) -> Json {
    match name {
        "run" => run(args),
        "pause" => Json::from(backoff(args[0].as_list()).pause(args[1].as_int() as u32).as_millis() as u64),
        other => panic!("no call {other}"),
    }
}
