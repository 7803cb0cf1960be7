//! Patterns with stars.

/// Whether `name` fits `pattern`, where `*` stands for any characters.
pub fn fits(pattern: &[char], name: &[char]) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some(('*', rest)) => (0..=name.len()).any(|skipped| fits(rest, &name[skipped..])),
        Some((one, rest)) => name.first() == Some(one) && fits(rest, &name[1..]),
    }
}
