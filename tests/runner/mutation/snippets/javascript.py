"""A piece of a function in JavaScript for each operator, and every mutation that is made of it."""

# What stands around a piece, for it to be a function.
HULL = ("async function f(a, b) {\n  ", "\n}\n")

# What the language has nothing for.
MISSING = {"keyword dropped", "range shifted"}

SNIPPETS: dict[str, tuple[str, ...]] = {
    "comparison boundary": (
        "return a < b && a >= c;",
        "return a <= b && a >= c;",
        "return a < b && a > c;",
    ),
    "comparison negated": (
        "return a === b || a < c;",
        "return a !== b || a < c;",
        "return a === b || a >= c;",
    ),
    "arithmetic swapped": (
        "return `a${b}` + 'c' + b % 2;",
        "return `a${b}` + 'c' + b * 2;",
    ),
    "bits swapped": (
        "return a >>> b;",
        "return a << b;",
    ),
    "step swapped": (
        "a += b; b++;",
        "a -= b; b++;",
        "a += b; b--;",
    ),
    "boolean swapped": (
        "return a && b;",
        "return a || b;",
    ),
    "half a condition": (
        "return a || b;",
        "return a;",
        "return b;",
    ),
    "operands swapped": (
        "return a / b;",
        "return b / a;",
    ),
    "one not taken away": (
        "return a.length - 1;",
        "return a.length;",
    ),
    "brackets dropped": (
        "return a - (b + c) / 2;",
        "return a - b + c / 2;",
    ),
    "sign dropped": (
        "return !a ? -b : typeof c;",
        "return a ? -b : typeof c;",
        "return !a ? b : typeof c;",
    ),
    "off by one": (
        "return 7;",
        "return 8;",
        "return 6;",
    ),
    "truth flipped": (
        "return false;",
        "return true;",
    ),
    "string emptied": (
        "'use strict'; return \"a\" + '';",
        "'use strict'; return \"\" + '';",
        "'use strict'; return \"a\" + 'x';",
    ),
    "default changed": (
        "const g = (c = 1) => c;",
        "const g = (c = 2) => c;",
    ),
    "index shifted": (
        "return a[b] + a['c'];",
        "return a[b + 1] + a['c'];",
        "return a[b - 1] + a['c'];",
    ),
    "condition negated": (
        "while (a.b) c(); if (true) d();",
        "while (!(a.b)) c(); if (true) d();",
    ),
    "choice swapped": (
        "return a ? b : c;",
        "return a ? c : b;",
    ),
    "guard dropped": (
        "if (a) { b(); return; }\n  if (c) d();",
        ";\n  if (c) d();",
    ),
    "branch dropped": (
        "if (a) b(); else { c(); }",
        "if (a) b(); ",
    ),
    "loop left": (
        "for (const x of a) { if (x) continue; }",
        "for (const x of a) { if (x) break; }",
    ),
    "statement dropped": (
        "a(); b.c = 1; d = 2; e += 3;",
        "; b.c = 1; d = 2; e += 3;",
        "a(); ; d = 2; e += 3;",
        "a(); b.c = 1; d = 2; ;",
    ),
    "error swallowed": (
        "throw new Error(a);",
        ";",
    ),
    "await dropped": (
        "return await a(b);",
        "return a(b);",
    ),
    "arguments swapped": (
        "g(a, b, ...c);",
        "g(b, a, ...c);",
    ),
    "twin called": (
        "return Math.max(a, b.indexOf(1));",
        "return Math.min(a, b.indexOf(1));",
        "return Math.max(a, b.lastIndexOf(1));",
    ),
    "copy dropped": (
        "return [[...a], structuredClone(b), c.slice()];",
        "return [a, structuredClone(b), c.slice()];",
        "return [[...a], b, c.slice()];",
        "return [[...a], structuredClone(b), c];",
    ),
    "order dropped": (
        "b.sort(); return a.sort(by).map(x) + c.trim();",
        "b.sort(); return a.map(x) + c.trim();",
        "b.sort(); return a.sort(by).map(x) + c;",
    ),
    "fallback changed": (
        "return a.get(b) ?? 0;",
        "return a.get(b) ?? 1;",
        "return a.get(b) || 0;",
    ),
    "name mistaken": (
        "return a.a({ a: b });",
        "return b.a({ a: b });",
        "return a.a({ a: a });",
    ),
    "interval's other side": (
        "return a <= b && b < c;",
        "return a < b && b <= c;",
    ),
    "negation spread": (
        "return !(a || b);",
        "return (!(a) || !(b));",
    ),
    "loop shifted": (
        "for (let i = 0; i < a; i++) b(i);",
        "for (let i = 1; i <= a; i++) b(i);",
    ),
    "first and boundary": (
        "let c = 1; return c < a ? 1 : 2;",
        "let c = 2; return c <= a ? 1 : 2;",
    ),
    "parameters swapped": (
        "function f(c, d, e = 1) {}",
        "function f(d, c, e = 1) {}",
    ),
}
