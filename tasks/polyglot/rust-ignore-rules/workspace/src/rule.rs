//! One line of a file with rules.

use crate::glob::fits;

pub struct Rule {
    pattern: Vec<char>,
}

impl Rule {
    /// The rule that a line is; None when it is none.
    pub fn read(line: &str) -> Option<Rule> {
        let line = line.trim_end();
        let rule = Rule { pattern: line.chars().collect() };
        (!line.is_empty() && !line.starts_with('#')).then_some(rule)
    }

    /// Whether it fits a path, told from its own folder.
    pub fn fits(&self, path: &str) -> bool {
        path.split('/').any(|name| fits(&self.pattern, &name.chars().collect::<Vec<_>>()))
    }
}
