//! Answers the grader's questions by calling the task's driver, line by line.
//!
//! Runs in the child, beside candidate code: nothing here is a defence, and nothing is known here but inputs.

mod driver;
mod json;

use json::Json;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::FromRawFd;
use std::panic::{catch_unwind, AssertUnwindSafe};

extern "C" {
    fn dup(fd: i32) -> i32;
    fn dup2(from: i32, to: i32) -> i32;
}

/// The questions and the answers, on descriptors of their own: what the candidate prints goes to standard error.
fn channels() -> (File, File) {
    let null = std::os::fd::IntoRawFd::into_raw_fd(File::open("/dev/null").expect("/dev/null opens"));
    // SAFETY: plain calls of the C library on descriptors that are open; each File owns its own duplicate.
    unsafe {
        let channels = (File::from_raw_fd(dup(0)), File::from_raw_fd(dup(1)));
        dup2(null, 0);
        dup2(2, 1);
        channels
    }
}

fn answer(question: &Json) -> Json {
    let call = question.get("call").as_str();
    let said = catch_unwind(AssertUnwindSafe(|| driver::call(call, question.get("args").as_list())));
    let (key, value) = match said {
        Ok(value) => ("value", value),
        Err(_) => ("raises", Json::from("panic")),
    };
    Json::object([("id", question.get("id").clone()), (key, value)])
}

fn main() {
    let (questions, mut answers) = channels();
    for line in BufReader::new(questions).lines() {
        let question = json::parse(&line.expect("questions are UTF-8")).expect("questions are JSON");
        let line = format!("{}\n", answer(&question));
        answers.write_all(line.as_bytes()).expect("the grader listens");
    }
}
