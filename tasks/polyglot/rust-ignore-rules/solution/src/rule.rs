//! One line of a file with rules.

use crate::glob::{path_fits, Part};

pub struct Rule {
    pub exception: bool,
    pub bound: bool,
    folders_only: bool,
    pattern: Vec<Part>,
}

impl Rule {
    /// The rule that a line is; None when it is none.
    pub fn read(line: &str) -> Option<Rule> {
        let line = trimmed(line.strip_suffix('\r').unwrap_or(line));
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let (exception, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let (folders_only, line) = line.strip_suffix('/').map_or((false, line), |rest| (true, rest));
        let bound = line.contains('/');
        let line = line.strip_prefix('/').unwrap_or(line);
        let pattern = line.split('/').map(Part::read).collect();
        (!line.is_empty()).then_some(Rule { exception, bound, folders_only, pattern })
    }

    /// Whether it fits a path, told from its own folder.
    pub fn fits(&self, path: &[&str], is_folder: bool) -> bool {
        if self.folders_only && !is_folder {
            return false;
        }
        let compared = if self.bound { path } else { &path[path.len() - 1..] };
        path_fits(&self.pattern, compared)
    }
}

/// The line without the white space at its end, but for what a backslash stands before.
fn trimmed(line: &str) -> &str {
    let bare = line.trim_end_matches([' ', '\t']);
    let backslashes = bare.len() - bare.trim_end_matches('\\').len();
    match line[bare.len()..].chars().next() {
        Some(kept) if backslashes % 2 == 1 => &line[..bare.len() + kept.len_utf8()],
        _ => bare,
    }
}
