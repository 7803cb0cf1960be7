"""A piece of a function in C for each operator, and every mutation that is made of it."""

# What stands around a piece, for it to be a function.
HULL = ("int f(int a, int b) {\n  ", "\n}\n")

# What the language has nothing for.
MISSING = {
    "await dropped",
    "copy dropped",
    "default changed",
    "error swallowed",
    "fallback changed",
    "keyword dropped",
    "order dropped",
    "range shifted",
}

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
        "char c[a + 1]; return (int)(a * 2) + b;",
        "char c[a + 1]; return (int)(a * 2) - b;",
        "char c[a + 1]; return (int)(a / 2) + b;",
    ),
    "bits swapped": (
        "return a >> b | c;",
        "return a >> b & c;",
        "return a << b | c;",
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
        "return strlen(s) - 1;",
        "return strlen(s);",
    ),
    "brackets dropped": (
        "return a - (b + c) / 2;",
        "return a - b + c / 2;",
    ),
    "sign dropped": (
        "return !a ? -b : *c;",
        "return a ? -b : *c;",
        "return !a ? b : *c;",
    ),
    "off by one": (
        "char c[8]; return 7u;",
        "char c[8]; return 8u;",
        "char c[8]; return 6u;",
    ),
    "truth flipped": (
        "return false;",
        "return true;",
    ),
    "string emptied": (
        'return g("a", "", L"b");',
        'return g("", "", L"b");',
        'return g("a", "x", L"b");',
        'return g("a", "", L"");',
    ),
    "index shifted": (
        "return a[b] + c[0];",
        "return a[b + 1] + c[0];",
        "return a[b - 1] + c[0];",
        "return a[b] + c[1];",
    ),
    "condition negated": (
        "while (a->b) c(); do d(); while (b > 1);",
        "while (!(a->b)) c(); do d(); while (b > 1);",
        "while (a->b) c(); do d(); while (!(b > 1));",
    ),
    "choice swapped": (
        "return a ? b : c;",
        "return a ? c : b;",
    ),
    "guard dropped": (
        "if (a) return 1;\n  if (c) d();",
        ";\n  if (c) d();",
    ),
    "branch dropped": (
        "if (a) b(); else { c(); }",
        "if (a) b(); ",
    ),
    "loop left": (
        "for (;;) { switch (a) { case 1: break; } if (b) continue; }",
        "for (;;) { switch (a) { case 1: break; } if (b) break; }",
    ),
    "statement dropped": (
        "g(); b->c = 1; d = 2; e += 3; *p = 4; abort();",
        "; b->c = 1; d = 2; e += 3; *p = 4; abort();",
        "g(); ; d = 2; e += 3; *p = 4; abort();",
        "g(); b->c = 1; d = 2; ; *p = 4; abort();",
        "g(); b->c = 1; d = 2; e += 3; ; abort();",
    ),
    "arguments swapped": (
        "g(a, b, a);",
        "g(b, a, a);",
        "g(a, a, b);",
    ),
    "twin called": (
        "return strchr(a, tolower(b));",
        "return strrchr(a, tolower(b));",
        "return strchr(a, toupper(b));",
    ),
    "name mistaken": (
        "c.a = a; b = 1;",
        "c.a = b; b = 1;",
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
        "int f(const char *c, const char *d, int e) {}",
        "int f(const char *d, const char *c, int e) {}",
    ),
}
