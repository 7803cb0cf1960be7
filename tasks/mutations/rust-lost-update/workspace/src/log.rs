//! What was committed, in order.

/// One committed transaction: the moment, and what it wrote (`None`: removed), by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub moment: u64,
    pub writes: Vec<(String, Option<i64>)>,
}

/// Every entry so far.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Vec<Entry>,
}

impl Log {
    pub(crate) fn add(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The counters as they were at a moment, made from the entries alone.
    pub fn replay(&self, moment: u64) -> Vec<(String, i64)> {
        let mut found = std::collections::BTreeMap::new();
        for entry in self.entries.iter().take_while(|entry| entry.moment <= moment) {
            for (key, value) in &entry.writes {
                match value {
                    Some(value) => found.insert(key.clone(), *value),
                    None => found.remove(key),
                };
            }
        }
        found.into_iter().collect()
    }
}
