//! Amounts in cents.

/// The cents of `-12.50` or `12`.
pub fn parse_amount(text: &str) -> i64 {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.trim_start_matches('+')),
    };
    let cents = match digits.split_once('.') {
        Some((whole, part)) => whole.parse::<i64>().unwrap() * 100 + part.parse::<i64>().unwrap(),
        None => digits.parse::<i64>().unwrap() * 100,
    };
    if negative {
        -cents
    } else {
        cents
    }
}

/// `-12.50` for -1250.
pub fn show_amount(cents: i64) -> String {
    let (sign, size) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    format!("{sign}{}.{:02}", size / 100, size % 100)
}
