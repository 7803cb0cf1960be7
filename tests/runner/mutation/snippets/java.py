"""A piece of a method in Java for each operator, and every mutation that is made of it."""

# What stands around a piece, for it to be a method.
HULL = ("class A {\n  static int f(int a, int b) {\n    ", "\n  }\n}\n")

# What the language has nothing for.
MISSING = {"keyword dropped", "range shifted", "await dropped", "default changed"}

SNIPPETS: dict[str, tuple[str, ...]] = {
    "comparison boundary": (
        "return a < b && a >= c;",
        "return a <= b && a >= c;",
        "return a < b && a > c;",
    ),
    "comparison negated": (
        "return a == b || a < c;",
        "return a != b || a < c;",
        "return a == b || a >= c;",
    ),
    "arithmetic swapped": (
        'return "a" + b * 2 % c;',
        'return "a" + b * 2 * c;',
        'return "a" + b / 2 % c;',
    ),
    "bits swapped": (
        "return a >>> b | 4;",
        "return a >>> b & 4;",
        "return a << b | 4;",
    ),
    "step swapped": (
        "c += b; d++;",
        "c -= b; d++;",
        "c += b; d--;",
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
        "return c.length() - 1;",
        "return c.length();",
    ),
    "brackets dropped": (
        "return a - (b + c) / 2;",
        "return a - b + c / 2;",
    ),
    "sign dropped": (
        "return !a ? -b : ~c;",
        "return a ? -b : ~c;",
        "return !a ? b : ~c;",
        "return !a ? -b : c;",
    ),
    "off by one": (
        "return 7 + 0x1F + 3L;",
        "return 8 + 0x1F + 3L;",
        "return 6 + 0x1F + 3L;",
        "return 7 + 0x1F + 4L;",
        "return 7 + 0x1F + 2L;",
    ),
    "truth flipped": (
        "return false;",
        "return true;",
    ),
    "string emptied": (
        'return "a" + "" + \'c\';',
        'return "" + "" + \'c\';',
        'return "a" + "x" + \'c\';',
    ),
    "index shifted": (
        "return c[b] + d.get(a) + e.charAt(0);",
        "return c[b + 1] + d.get(a) + e.charAt(0);",
        "return c[b - 1] + d.get(a) + e.charAt(0);",
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
        "if (a) { b(); return 1; }\n  if (c) d();",
        ";\n  if (c) d();",
    ),
    "branch dropped": (
        "if (a) b(); else { c(); }",
        "if (a) b(); ",
    ),
    "loop left": (
        "for (int x : c) { if (x > y) continue; }",
        "for (int x : c) { if (x > y) break; }",
    ),
    "statement dropped": (
        "c(); d.e = x; int g = h; i += j;",
        "; d.e = x; int g = h; i += j;",
        "c(); ; int g = h; i += j;",
        "c(); d.e = x; int g = h; ;",
    ),
    "error swallowed": (
        "if (a) throw new IllegalStateException(c);",
        "if (a) ;",
    ),
    "arguments swapped": (
        "g(c, d);",
        "g(d, c);",
    ),
    "twin called": (
        "return Math.max(c, d.indexOf(x));",
        "return Math.min(c, d.indexOf(x));",
        "return Math.max(c, d.lastIndexOf(x));",
    ),
    "copy dropped": (
        "return g(new ArrayList<>(c), d.clone(), List.copyOf(e));",
        "return g(new ArrayList<>(c), d, List.copyOf(e));",
    ),
    "order dropped": (
        "d.sort(x); return c.trim() + e.sorted();",
        "d.sort(x); return c + e.sorted();",
    ),
    "fallback changed": (
        "return c.getOrDefault(b, 0);",
        "return c.getOrDefault(b, 1);",
    ),
    "name mistaken": (
        "return a.x + c;",
        "return b.x + c;",
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
        "for (int i = 0; i < a; i++) b(i);",
        "for (int i = 1; i <= a; i++) b(i);",
    ),
    "first and boundary": (
        "int c = 1; return c < a ? 1 : 2;",
        "int c = 2; return c <= a ? 1 : 2;",
    ),
    "parameters swapped": (
        "class A { int f(int c, int d, String e) { return 1; } }",
        "class A { int f(int d, int c, String e) { return 1; } }",
    ),
}
