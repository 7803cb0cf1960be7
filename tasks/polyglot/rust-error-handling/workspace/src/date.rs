//! Days of the calendar.

use std::fmt;

/// A day; the fields' order is that of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The day of `2024-02-29`.
pub fn parse_date(text: &str) -> Date {
    let parts: Vec<&str> = text.split('-').collect();
    let date = Date {
        year: parts[0].parse().unwrap(),
        month: parts[1].parse().unwrap(),
        day: parts[2].parse().unwrap(),
    };
    assert!(date.month <= 12 && date.day <= 31, "bad date {text}");
    date
}
