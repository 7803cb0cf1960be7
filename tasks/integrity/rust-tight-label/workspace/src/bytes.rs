//! Numbers in the bytes of a label.

/// The number in the low bytes, the highest first.
pub fn put(number: u64, out: &mut [u8]) {
    for (place, byte) in out.iter_mut().rev().enumerate() {
        *byte = (number >> (8 * place)) as u8;
    }
}

/// The number that stands there.
pub fn take(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// All bytes but the last added up, so that a scratch on the label shows.
pub fn check(bytes: &[u8; 16]) -> u8 {
    bytes[..15].iter().fold(0, |sum: u8, byte| sum.wrapping_add(*byte))
}
