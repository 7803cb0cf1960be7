//! Several sums, split among the same people.

use crate::money::Money;
use crate::part::{split, Part, Unsplittable};
use std::collections::BTreeMap;

/// What one of them gets and of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub name: String,
    pub lines: Vec<(String, Money)>,
}

impl Statement {
    pub fn total(&self) -> Money {
        self.lines.iter().map(|(_, money)| *money).sum()
    }
}

/// Sums, each with its text and with weights of its own.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    sums: Vec<(String, Money, Vec<Part>)>,
}

impl Plan {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, text: &str, sum: Money, parts: Vec<Part>) {
        self.sums.push((text.to_string(), sum, parts));
    }

    /// One statement for everybody who has a part in anything, by name.
    pub fn statements(&self) -> Result<Vec<Statement>, Unsplittable> {
        let mut lines: BTreeMap<&str, Vec<(String, Money)>> = BTreeMap::new();
        for (text, sum, parts) in &self.sums {
            for (part, money) in parts.iter().zip(split(*sum, parts)?) {
                lines.entry(&part.name).or_default().push((text.clone(), money));
            }
        }
        Ok(lines.into_iter().map(|(name, lines)| Statement { name: name.to_string(), lines }).collect())
    }
}
