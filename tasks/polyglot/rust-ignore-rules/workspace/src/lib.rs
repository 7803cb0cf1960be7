//! Which files a backup leaves out.

mod glob;
mod rule;
mod rules;

pub use rules::Rules;
