//! Splits sums fairly, to the cent. docs/sharing.md says what is fair.

mod money;
mod part;
mod plan;

pub use money::{Money, NotMoney};
pub use part::{split, Part, Unsplittable};
pub use plan::{Plan, Statement};
