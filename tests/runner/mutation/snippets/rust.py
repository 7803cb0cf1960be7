"""A piece of a function in Rust for each operator, and every mutation that is made of it."""

# What stands around a piece, for it to be a function.
HULL = ("async fn f(a: u8, b: u8) -> u8 {\n    ", "\n}\n")

# What the language has nothing for: no default, no argument by name, no `?:`, and an error is a value.
MISSING = {"default changed", "keyword dropped", "choice swapped", "error swallowed"}

SNIPPETS: dict[str, tuple[str, ...]] = {
    "comparison boundary": (
        "a < b && b >= c::<u8>()",
        "a <= b && b >= c::<u8>()",
        "a < b && b > c::<u8>()",
    ),
    "comparison negated": (
        "a == b || a < c",
        "a != b || a < c",
        "a == b || a >= c",
    ),
    "arithmetic swapped": (
        "a * c + b % 2",
        "a * c - b % 2",
        "a / c + b % 2",
        "a * c + b * 2",
    ),
    "bits swapped": (
        "c << 2 & b",
        "c << 2 | b",
        "c >> 2 & b",
    ),
    "step swapped": (
        "a += b; c |= d;",
        "a -= b; c |= d;",
        "a += b; c &= d;",
    ),
    "boolean swapped": (
        "c && d",
        "c || d",
    ),
    "half a condition": (
        "c || d",
        "c",
        "d",
    ),
    "operands swapped": (
        "c / d",
        "d / c",
    ),
    "one not taken away": (
        "c.len() - 1",
        "c.len()",
    ),
    "brackets dropped": (
        "c * (d + e)",
        "c * d + e",
    ),
    "sign dropped": (
        "g(!c, -d, *e)",
        "g(c, -d, *e)",
        "g(!c, d, *e)",
    ),
    "off by one": (
        "match c { 7u8 => 0x10, _ => d }",
        "match c { 8u8 => 0x10, _ => d }",
        "match c { 6u8 => 0x10, _ => d }",
    ),
    "truth flipped": (
        "return true;",
        "return false;",
    ),
    "string emptied": (
        'g("ab", r#"c"#, "", \'d\')',
        'g("", r#"c"#, "", \'d\')',
        'g("ab", r#"c"#, "x", \'d\')',
    ),
    "index shifted": (
        "c[d] + c[0]",
        "c[d + 1] + c[0]",
        "c[d - 1] + c[0]",
        "c[d] + c[1]",
    ),
    "range shifted": (
        "&c[d..e]",
        "&c[d..=e]",
    ),
    "condition negated": (
        "while c.d() { g() } if let Some(e) = h { g() }",
        "while !(c.d()) { g() } if let Some(e) = h { g() }",
    ),
    "guard dropped": (
        "if c { return 1; } if let Some(d) = e { return d; } g()",
        "; if let Some(d) = e { return d; } g()",
        "if c { return 1; } ; g()",
    ),
    "branch dropped": (
        "if c { d() } else { e() } let g = if c { 1 } else { 2 };",
        "if c { d() }  let g = if c { 1 } else { 2 };",
    ),
    "loop left": (
        "loop { if c { break; } }",
        "loop { if c { continue; } }",
    ),
    "statement dropped": (
        "c(); d.e = 1; g += 3; let h = 2;",
        "; d.e = 1; g += 3; let h = 2;",
        "c(); ; g += 3; let h = 2;",
        "c(); d.e = 1; ; let h = 2;",
    ),
    "await dropped": (
        "c(d).await?",
        "c(d)?",
    ),
    "arguments swapped": (
        "g(c, d)",
        "g(d, c)",
    ),
    "twin called": (
        "c.max(d.trim_start())",
        "c.min(d.trim_start())",
        "c.max(d.trim_end())",
    ),
    "copy dropped": (
        "g(c.clone(), d.to_vec())",
        "g(c, d.to_vec())",
        "g(c.clone(), d)",
    ),
    "order dropped": (
        "c.sort(); d.trim().len()",
        "c.sort(); d.len()",
    ),
    "fallback changed": (
        "c.unwrap_or(0)",
        "c.unwrap_or(1)",
    ),
    "name mistaken": (
        "c.a(a)",
        "c.a(b)",
    ),
    "interval's other side": (
        "c <= d && d < e",
        "c < d && d <= e",
    ),
    "negation spread": (
        "!(c || d)",
        "(!(c) || !(d))",
    ),
    "loop shifted": (
        "for c in 0..d { g(c) }",
        "for c in 1..=d { g(c) }",
    ),
    "first and boundary": (
        "let mut c = 0; while d > c { c += 1; }",
        "let mut c = 1; while d >= c { c += 1; }",
    ),
    "parameters swapped": (
        "fn f(c: &str, mut d: &str, e: u8) {}",
        "fn f(d: &str, mut c: &str, e: u8) {}",
    ),
}
