//! Numbers within bounds.

/// `number`, or the bound that it is beyond.
pub fn clamp(number: i64, low: i64, high: i64) -> i64 {
    number.min(high).max(low)
}
