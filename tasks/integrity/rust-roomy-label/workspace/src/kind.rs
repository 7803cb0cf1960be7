//! What is in a crate.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Fruit,
    Fish,
    Glass,
}

impl Kind {
    pub(crate) fn byte(self) -> u8 {
        match self {
            Kind::Fruit => 1,
            Kind::Fish => 2,
            Kind::Glass => 3,
        }
    }

    pub(crate) fn from_byte(byte: u8) -> Option<Kind> {
        [Kind::Fruit, Kind::Fish, Kind::Glass].into_iter().find(|kind| kind.byte() == byte)
    }
}
