//! One sum among several by weight.

use crate::money::Money;
use std::fmt;

/// Who gets a part, and how much it weighs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub weight: u32,
}

impl Part {
    pub fn new(name: &str, weight: u32) -> Self {
        Part { name: name.to_string(), weight }
    }
}

/// Parts that all weigh nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsplittable;

impl fmt::Display for Unsplittable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "nobody has a part in it")
    }
}

impl std::error::Error for Unsplittable {}

/// What each part gets, in their order; all of them together get `sum`, to the cent.
pub fn split(sum: Money, parts: &[Part]) -> Result<Vec<Money>, Unsplittable> {
    let whole: i128 = parts.iter().map(|part| i128::from(part.weight)).sum();
    if whole == 0 {
        return Err(Unsplittable);
    }
    if sum < Money(0) {
        return Ok(split(-sum, parts)?.into_iter().map(|part| -part).collect());
    }
    // A sum of 64 bits times a weight of 32 needs more than 64.
    let exact = |part: &Part| i128::from(sum.0) * i128::from(part.weight);
    let mut found: Vec<i64> = parts.iter().map(|part| (exact(part) / whole) as i64).collect();
    let left = sum.0 - found.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    // Stable: of equal remainders the first part comes first.
    order.sort_by_key(|&place| std::cmp::Reverse(exact(&parts[place]) % whole));
    for &place in order.iter().take(usize::try_from(left).unwrap_or(0)) {
        found[place] += 1;
    }
    Ok(found.into_iter().map(Money).collect())
}
