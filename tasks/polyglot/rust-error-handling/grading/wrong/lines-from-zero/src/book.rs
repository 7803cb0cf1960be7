//! Entries and the balances they add up to.

use crate::amount::parse_amount;
use crate::date::{parse_date, Date};
use crate::error::{ImportError, Problem};
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
    /// Cents in `account`; None: there is no such account.
    pub fn balance(&self, account: &str) -> Option<i64> {
        self.balances.get(account).copied()
    }

    /// Every account with its balance, sorted by account.
    pub fn balances(&self) -> impl Iterator<Item = (&str, i64)> {
        self.balances.iter().map(|(account, cents)| (account.as_str(), *cents))
    }

    fn add(&mut self, entry: Entry) -> Result<(), Problem> {
        let balance = self.balances.entry(entry.account.clone()).or_insert(0);
        match balance.checked_add(entry.cents) {
            Some(sum) => *balance = sum,
            None => return Err(Problem::Overflow { account: entry.account }),
        }
        self.entries.push(entry);
        Ok(())
    }
}

/// The book of a whole export, or the first line that is wrong.
pub fn import(text: &str) -> Result<Book, ImportError> {
    let mut book = Book::default();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        entry(line).and_then(|entry| book.add(entry)).map_err(|problem| ImportError { line: index, problem })?;
    }
    Ok(book)
}

fn entry(line: &str) -> Result<Entry, Problem> {
    let fields: Vec<&str> = line.split(';').map(str::trim).collect();
    let [date, account, text, amount] = fields[..] else {
        return Err(Problem::Fields { found: fields.len() });
    };
    let date = parse_date(date)?;
    if account.is_empty() {
        return Err(Problem::Account);
    }
    Ok(Entry { date, account: account.to_string(), text: text.to_string(), cents: parse_amount(amount)? })
}
