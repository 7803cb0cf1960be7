//! Amounts in cents.

use crate::error::Problem;

/// The cents of `-12.50` or `12`.
pub fn parse_amount(text: &str) -> Result<i64, Problem> {
    cents(text).ok_or_else(|| Problem::Amount(text.to_string()))
}

fn cents(text: &str) -> Option<i64> {
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => (-1, size),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = size.split_once('.').unwrap_or((size, "00"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() != 2 {
        return None;
    }
    // With its sign from the start, so that the smallest i64 is an amount as well.
    let whole: i128 = whole.parse().ok()?;
    let part: i128 = part.parse().ok()?;
    i64::try_from(sign * whole.checked_mul(100)?.checked_add(part)?).ok()
}

/// `-12.50` for -1250.
pub fn show_amount(cents: i64) -> String {
    let (sign, size) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    format!("{sign}{}.{:02}", size / 100, size % 100)
}
