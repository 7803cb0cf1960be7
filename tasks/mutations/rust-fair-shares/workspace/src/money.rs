//! Money in whole cents.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

/// Cents, of either sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(pub i64);

/// Text that is no sum of money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotMoney(pub String);

impl fmt::Display for NotMoney {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "not a sum of money: {:?}", self.0)
    }
}

impl std::error::Error for NotMoney {}

impl FromStr for Money {
    type Err = NotMoney;

    /// `-12.50`; always two digits behind the point.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let wrong = || NotMoney(text.to_string());
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (euros, cents) = digits.split_once('.').ok_or_else(wrong)?;
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(euros) || !plain(cents) || cents.len() != 2 {
            return Err(wrong());
        }
        let (euros, cents): (i64, i64) = (euros.parse().map_err(|_| wrong())?, cents.parse().map_err(|_| wrong())?);
        let sum = euros.checked_mul(100).and_then(|sum| sum.checked_add(cents)).ok_or_else(wrong)?;
        Ok(Money(if negative { -sum } else { sum }))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        write!(out, "{}{}.{:02}", if self.0 < 0 { "-" } else { "" }, size / 100, size % 100)
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(all: I) -> Money {
        all.fold(Money(0), Add::add)
    }
}
