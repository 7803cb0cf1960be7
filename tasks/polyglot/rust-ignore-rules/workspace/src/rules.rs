//! All rules, by folder.

use crate::rule::Rule;

#[derive(Default)]
pub struct Rules {
    rules: Vec<Rule>,
}

impl Rules {
    pub fn new() -> Rules {
        Rules::default()
    }

    /// Adds the rules of a file that lies in `folder`.
    pub fn add(&mut self, _folder: &str, text: &str) {
        self.rules.extend(text.lines().filter_map(Rule::read));
    }

    /// Whether the path is left out.
    pub fn ignored(&self, path: &str, _is_folder: bool) -> bool {
        self.rules.iter().any(|rule| rule.fits(path))
    }
}
