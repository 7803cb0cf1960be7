//! Whole numbers in one to ten bytes: seven bits a byte, the lowest first, the eighth says that more follow.

/// Behind the bytes of the number `from` starts with, or why there is none.
pub type Taken = Result<(u64, usize), &'static str>;

pub fn put(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// The number at the front of `from` and how many bytes it takes.
pub fn take(from: &[u8]) -> Taken {
    let mut number: u64 = 0;
    for (place, &byte) in from.iter().enumerate().take(10) {
        let shift = 7 * place as u32;
        if place == 9 && byte > 1 {
            return Err("number too large");
        }
        number |= (u64::from(byte) & 0x7f) << (8 * place);
        if byte & 0x80 == 0 {
            return if byte == 0 && place > 0 { Err("number longer than it need be") } else { Ok((number, place + 1)) };
        }
    }
    Err(if from.len() < 10 { "ends inside a number" } else { "number too large" })
}

/// Small numbers of either sign to small ones without: 0, -1, 1, -2, 2 …
pub fn fold(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

pub fn unfold(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}
