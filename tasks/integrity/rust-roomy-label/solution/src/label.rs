//! One label.

use crate::bytes::{check, put, take};
use crate::kind::Kind;

/// What stands on a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub kind: Kind,
    pub grams: u32,
    pub place: u16,
    pub serial: u64,
}

/// Why a label cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    Scratched,
    NoSuchKind(u8),
}

impl Label {
    /// The sixteen bytes.
    pub fn write(&self) -> [u8; 16] {
        let mut out = [0; 16];
        out[0] = self.kind.byte();
        put(self.grams.into(), &mut out[1..5]);
        put(self.place.into(), &mut out[5..7]);
        put(self.serial, &mut out[7..15]);
        out[15] = check(&out);
        out
    }

    /// The label of sixteen bytes.
    pub fn read(bytes: &[u8; 16]) -> Result<Label, Unreadable> {
        if check(bytes) != bytes[15] {
            return Err(Unreadable::Scratched);
        }
        Ok(Label {
            kind: Kind::from_byte(bytes[0]).ok_or(Unreadable::NoSuchKind(bytes[0]))?,
            grams: take(&bytes[1..5]) as u32,
            place: take(&bytes[5..7]) as u16,
            serial: take(&bytes[7..15]),
        })
    }
}
