//! All rules, by folder.

use crate::rule::Rule;
use std::collections::BTreeMap;

#[derive(Default)]
pub struct Rules {
    folders: BTreeMap<String, Vec<(usize, Rule)>>,
    lines: BTreeMap<String, usize>,
}

/// A rule that fits, and where it stands.
#[derive(Clone, Copy)]
struct Found<'a> {
    rule: &'a Rule,
    folder: &'a str,
    line: usize,
}

impl Rules {
    pub fn new() -> Rules {
        Rules::default()
    }

    /// Adds the rules of a file that lies in `folder`.
    pub fn add(&mut self, folder: &str, text: &str) {
        let before = self.lines.entry(folder.to_string()).or_default();
        let rules = self.folders.entry(folder.to_string()).or_default();
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            *before += 1;
            rules.extend(Rule::read(line).map(|rule| (*before, rule)));
        }
    }

    /// Whether the path is left out.
    pub fn ignored(&self, path: &str, is_folder: bool) -> bool {
        self.decides(path, is_folder).is_some_and(|found| !found.rule.exception)
    }

    /// The folder and line of the rule that decided about the path.
    pub fn why(&self, path: &str, is_folder: bool) -> Option<(String, usize)> {
        self.decides(path, is_folder).map(|found| (found.folder.to_string(), found.line))
    }

    fn decides(&self, path: &str, is_folder: bool) -> Option<Found<'_>> {
        let parts: Vec<&str> = path.split('/').collect();
        let mut above = None; // the rule that leaves out the topmost folder that is left out
        for depth in 1..parts.len() {
            above = above.or(self.last(&parts[..depth], true).filter(|found| !found.rule.exception));
        }
        let own = self.last(&parts, is_folder);
        match own {
            Some(found) if found.rule.exception => Some(found),
            own => above.or(own),
        }
    }

    /// The last rule that fits this very path.
    fn last(&self, parts: &[&str], is_folder: bool) -> Option<Found<'_>> {
        (0..parts.len()).rev().find_map(|depth| {
            let (folder, rules) = self.folders.get_key_value(&parts[..depth].join("/"))?;
            let fitting = rules.iter().rev().find(|(_, rule)| rule.fits(&parts[depth..], is_folder));
            fitting.map(|(line, rule)| Found { rule, folder, line: *line })
        })
    }
}
