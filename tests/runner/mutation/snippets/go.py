"""A piece of a function in Go for each operator, and every mutation that is made of it."""

# What stands around a piece, for it to be a function.
HULL = ("package p\n\nfunc f(a, b int) int {\n\t", "\n}\n")

# What the language has nothing for.
MISSING = {
    "await dropped",
    "choice swapped",
    "default changed",
    "fallback changed",
    "keyword dropped",
    "range shifted",
}

SNIPPETS: dict[str, tuple[str, ...]] = {
    "comparison boundary": (
        "return a < b && a >= c",
        "return a <= b && a >= c",
        "return a < b && a > c",
    ),
    "comparison negated": (
        "return a == b || a < c",
        "return a != b || a < c",
        "return a == b || a >= c",
    ),
    "arithmetic swapped": (
        'return "a" + c, b % 2',
        'return "a" + c, b * 2',
    ),
    "bits swapped": (
        "return a << b",
        "return a >> b",
    ),
    "step swapped": (
        "a += b; b++",
        "a -= b; b++",
        "a += b; b--",
    ),
    "boolean swapped": (
        "return a && b",
        "return a || b",
    ),
    "half a condition": (
        "return a || b",
        "return a",
        "return b",
    ),
    "operands swapped": (
        "return a / b",
        "return b / a",
    ),
    "one not taken away": (
        "return len(a) - 1",
        "return len(a)",
    ),
    "brackets dropped": (
        "return a - (b + c) / 2",
        "return a - b + c / 2",
    ),
    "sign dropped": (
        "return !a, -b, &c",
        "return a, -b, &c",
        "return !a, b, &c",
    ),
    "off by one": (
        "var c [3]int; return 7",
        "var c [3]int; return 8",
        "var c [3]int; return 6",
    ),
    "truth flipped": (
        "return false",
        "return true",
    ),
    "string emptied": (
        'return "a" + "" + c["d"]',
        'return "" + "" + c["d"]',
        'return "a" + "x" + c["d"]',
    ),
    "index shifted": (
        "return a[b], c[1:]",
        "return a[b + 1], c[1:]",
        "return a[b - 1], c[1:]",
        "return a[b], c[2:]",
        "return a[b], c[0:]",
    ),
    "condition negated": (
        "if x := a(); x > b { c() }; if true { d() }",
        "if x := a(); !(x > b) { c() }; if true { d() }",
    ),
    "guard dropped": (
        "if a { b(); return 1 }\n\tif c { panic(d) }\n\tif e { f() }",
        "\n\tif c { panic(d) }\n\tif e { f() }",
        "if a { b(); return 1 }\n\t\n\tif e { f() }",
    ),
    "branch dropped": (
        "if a { b() } else if c { d() }",
        "if a { b() } ",
    ),
    "loop left": (
        "for _, x := range a { if x { continue } }",
        "for _, x := range a { if x { break } }",
    ),
    "statement dropped": (
        "a()\n\tb.c = 1\n\td = 2\n\te += 3\n\tfor ; ; f++ {}",
        "\n\tb.c = 1\n\td = 2\n\te += 3\n\tfor ; ; f++ {}",
        "a()\n\t\n\td = 2\n\te += 3\n\tfor ; ; f++ {}",
        "a()\n\tb.c = 1\n\td = 2\n\t\n\tfor ; ; f++ {}",
    ),
    "error swallowed": (
        'if err != nil { return 0, err }; return a, fmt.Errorf("b: %w", ErrC)',
        'if err != nil { return 0, nil }; return a, fmt.Errorf("b: %w", ErrC)',
        "if err != nil { return 0, err }; return a, nil",
    ),
    "arguments swapped": (
        "g(a, b, c...)",
        "g(b, a, c...)",
    ),
    "twin called": (
        'return strings.HasPrefix(a, "b") || max(a, b)',
        'return strings.HasSuffix(a, "b") || max(a, b)',
        'return strings.HasPrefix(a, "b") || min(a, b)',
    ),
    "copy dropped": (
        "return slices.Clone(a)",
        "return a",
    ),
    "order dropped": (
        "return strings.TrimSpace(a) + b",
        "return a + b",
    ),
    "name mistaken": (
        "return a.a(b)",
        "return b.a(b)",
        "return a.a(a)",
    ),
    "interval's other side": (
        "return a <= b && b < c",
        "return a < b && b <= c",
    ),
    "negation spread": (
        "return !(a || b)",
        "return (!(a) || !(b))",
    ),
    "loop shifted": (
        "for i := 0; i < a; i++ { b(i) }",
        "for i := 1; i <= a; i++ { b(i) }",
    ),
    "first and boundary": (
        "c := 1; if c < a { d() }",
        "c := 2; if c <= a { d() }",
    ),
    "parameters swapped": (
        "package p\n\nfunc f(c, d int, e string) (g, h int) { return }",
        "package p\n\nfunc f(d, c int, e string) (g, h int) { return }",
    ),
}
