//! Patterns for one part of a path, and for whole paths.

pub enum Token {
    Star,
    Any,
    One(char),
    Class { negated: bool, ranges: Vec<(char, char)> },
}

pub enum Part {
    Parts,
    Name(Vec<Token>),
}

impl Part {
    pub fn read(text: &str) -> Part {
        if text == "**" || text == "*" {
            return Part::Parts;
        }
        let text: Vec<char> = text.chars().collect();
        let mut tokens = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let (token, next) = token(&text, at);
            tokens.push(token);
            at = next;
        }
        Part::Name(tokens)
    }
}

fn token(text: &[char], at: usize) -> (Token, usize) {
    match text[at] {
        '*' => (Token::Star, at + 1),
        '?' => (Token::Any, at + 1),
        '\\' if at + 1 < text.len() => (Token::One(text[at + 1]), at + 2),
        '[' => class(text, at + 1).unwrap_or((Token::One('['), at + 1)),
        other => (Token::One(other), at + 1),
    }
}

/// The class whose inside begins at `at`; None when it is not closed.
fn class(text: &[char], mut at: usize) -> Option<(Token, usize)> {
    let negated = text.get(at) == Some(&'!');
    at += usize::from(negated);
    let begin = at;
    let mut ranges = Vec::new();
    loop {
        if *text.get(at)? == ']' && at > begin {
            return Some((Token::Class { negated, ranges }, at + 1));
        }
        let (first, next) = member(text, at)?;
        let closes = text.get(next + 1).map_or(true, |&after| after == ']');
        if text.get(next) == Some(&'-') && !closes {
            let (last, end) = member(text, next + 1)?;
            ranges.push((first, last));
            at = end;
        } else {
            ranges.push((first, first));
            at = next;
        }
    }
}

fn member(text: &[char], at: usize) -> Option<(char, usize)> {
    match *text.get(at)? {
        '\\' => text.get(at + 1).map(|&escaped| (escaped, at + 2)),
        other => Some((other, at + 1)),
    }
}

fn takes(token: &Token, character: char) -> bool {
    match token {
        Token::Star | Token::Any => true,
        Token::One(one) => *one == character,
        Token::Class { negated, ranges } => ranges.iter().any(|&(first, last)| first <= character && character <= last) != *negated,
    }
}

/// Whether the name fits; by the places that can be reached, so that it takes their product at most.
fn name_fits(tokens: &[Token], name: &str) -> bool {
    let mut reached = vec![false; tokens.len() + 1];
    reached[0] = true;
    skip_stars(tokens, &mut reached);
    for character in name.chars() {
        let mut next = vec![false; tokens.len() + 1];
        for (at, token) in tokens.iter().enumerate().filter(|(at, _)| reached[*at]) {
            match token {
                Token::Star => next[at] = true,
                other => next[at + 1] |= takes(other, character),
            }
        }
        skip_stars(tokens, &mut next);
        reached = next;
    }
    reached[tokens.len()]
}

fn skip_stars(tokens: &[Token], reached: &mut [bool]) {
    for (at, token) in tokens.iter().enumerate() {
        if reached[at] && matches!(token, Token::Star) {
            reached[at + 1] = true;
        }
    }
}

/// Whether the path fits the pattern, part by part.
pub fn path_fits(pattern: &[Part], path: &[&str]) -> bool {
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    for (index, part) in pattern.iter().enumerate() {
        let mut next = vec![false; path.len() + 1];
        let least = usize::from(index > 0 && index + 1 == pattern.len());
        for from in (0..=path.len()).filter(|&from| reached[from]) {
            match part {
                Part::Parts => (from + least..=path.len()).for_each(|to| next[to] = true),
                Part::Name(tokens) => {
                    if from < path.len() && name_fits(tokens, path[from]) {
                        next[from + 1] = true;
                    }
                }
            }
        }
        reached = next;
    }
    reached[path.len()]
}
