//! The store: every version of every counter, and who may commit.

use crate::log::{Entry, Log};
use crate::transaction::Transaction;
use std::collections::BTreeMap;
use std::fmt;

/// A transaction that was not committed, because a counter it relied on was changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub key: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} was changed meanwhile", self.key)
    }
}

impl std::error::Error for Refused {}

/// Versions are kept as (moment of the commit, value), oldest first.
#[derive(Clone, Debug, Default)]
pub struct Store {
    moment: u64,
    versions: BTreeMap<String, Vec<(u64, Option<i64>)>>,
    log: Log,
}

impl Store {
    pub fn new() -> Self {
        Self::default()
    }

    /// A transaction that sees the store as it is now, whatever others commit later.
    pub fn begin(&self) -> Transaction {
        Transaction::new(self.moment)
    }

    /// The newest value.
    pub fn now(&self, key: &str) -> Option<i64> {
        self.at(key, self.moment)
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The value that stood at a moment.
    pub(crate) fn at(&self, key: &str, moment: u64) -> Option<i64> {
        let versions = self.versions.get(key)?;
        versions.iter().rev().find(|(since, _)| *since <= moment).and_then(|(_, value)| *value)
    }

    /// When the newest version was committed; 0 when there is none.
    pub(crate) fn changed(&self, key: &str) -> u64 {
        self.versions.get(key).and_then(|versions| versions.last()).map_or(0, |(since, _)| *since)
    }

    pub(crate) fn moment(&self) -> u64 {
        self.moment
    }

    /// Makes all of a transaction's writes visible at once, at a new moment; a transaction without writes takes none.
    pub fn commit(&mut self, transaction: Transaction) -> Result<u64, Refused> {
        for (key, relied_on) in transaction.relied_on() {
            if self.changed(key) > *relied_on {
                return Err(Refused { key: key.clone() });
            }
        }
        let writes = transaction.into_writes();
        if writes.is_empty() {
            return Ok(self.moment);
        }
        self.moment += 1;
        for (key, value) in &writes {
            self.versions.entry(key.clone()).or_default().push((self.moment, *value));
        }
        self.log.add(Entry { moment: self.moment, writes: writes.into_iter().collect() });
        Ok(self.moment)
    }
}
