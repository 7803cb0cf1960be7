//! One transaction: what it has looked at, and what it wants to write.

use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};

/// Nothing of it is visible to others before `Store::commit`.
#[derive(Clone, Debug)]
pub struct Transaction {
    begun: u64,
    // For each counter the moment as of which it must not have been changed by others.
    relied_on: BTreeMap<String, u64>,
    looked_at: BTreeSet<String>,
    writes: BTreeMap<String, Option<i64>>,
}

impl Transaction {
    pub(crate) fn new(begun: u64) -> Self {
        Transaction { begun, relied_on: BTreeMap::new(), looked_at: BTreeSet::new(), writes: BTreeMap::new() }
    }

    /// The value as this transaction sees it: its own write, else what stood when it began.
    pub fn get(&mut self, store: &Store, key: &str) -> Option<i64> {
        if let Some(own) = self.writes.get(key) {
            return *own;
        }
        self.looked_at.insert(key.to_string());
        self.relied_on.insert(key.to_string(), self.begun);
        store.at(key, self.begun)
    }

    /// Wants to write a value, whatever stood there.
    pub fn put(&mut self, store: &Store, key: &str, value: i64) {
        self.write(store, key, Some(value));
    }

    /// Wants to remove a counter, whatever stood there.
    pub fn remove(&mut self, store: &Store, key: &str) {
        self.write(store, key, None);
    }

    /// Wants to add to a counter; one that is not there counts as 0.
    pub fn add(&mut self, store: &Store, key: &str, more: i64) -> i64 {
        let sum = self.get(store, key).unwrap_or(0) + more;
        self.put(store, key, sum);
        sum
    }

    fn write(&mut self, store: &Store, key: &str, value: Option<i64>) {
        // What was looked at was relied on since the beginning; a later write makes no difference to that.
        if !self.looked_at.contains(key) {
            self.relied_on.insert(key.to_string(), store.moment());
        }
        self.writes.insert(key.to_string(), value);
    }

    pub(crate) fn relied_on(&self) -> impl Iterator<Item = (&String, &u64)> {
        self.relied_on.iter()
    }

    pub(crate) fn into_writes(self) -> BTreeMap<String, Option<i64>> {
        self.writes
    }
}
