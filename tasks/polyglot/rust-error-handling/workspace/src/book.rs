//! Entries and the balances they add up to.

use crate::amount::parse_amount;
use crate::date::{parse_date, Date};
use std::collections::BTreeMap;

/// One line of the bank's export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub date: Date,
    pub account: String,
    pub text: String,
    pub cents: i64,
}

/// All entries of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    pub entries: Vec<Entry>,
    balances: BTreeMap<String, i64>,
}

impl Book {
    /// Cents in `account`.
    pub fn balance(&self, account: &str) -> i64 {
        *self.balances.get(account).unwrap()
    }

    /// Every account with its balance, sorted by account.
    pub fn balances(&self) -> impl Iterator<Item = (&str, i64)> {
        self.balances.iter().map(|(account, cents)| (account.as_str(), *cents))
    }

    fn add(&mut self, entry: Entry) {
        *self.balances.entry(entry.account.clone()).or_insert(0) += entry.cents;
        self.entries.push(entry);
    }
}

/// The book of a whole export.
pub fn import(text: &str) -> Book {
    let mut book = Book::default();
    for line in text.lines() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> = line.split(';').map(str::trim).collect();
        book.add(Entry {
            date: parse_date(fields[0]),
            account: fields[1].to_string(),
            text: fields[2].to_string(),
            cents: parse_amount(fields[3]),
        });
    }
    book
}
