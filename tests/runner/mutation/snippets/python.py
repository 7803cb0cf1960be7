"""A piece of a function in Python for each operator, and every mutation that is made of it."""

# What stands around a piece, for it to be a function.
HULL = ("def f(a, b):\n    ", "\n")

MISSING: set[str] = set()

SNIPPETS: dict[str, tuple[str, ...]] = {
    "comparison boundary": (
        "return a < b <= c",
        "return a <= b <= c",
        "return a < b < c",
    ),
    "comparison negated": (
        "return a == b or a not in c",
        "return a != b or a not in c",
        "return a == b or a in c",
    ),
    "arithmetic swapped": (
        'return "a" + b * c',
        'return "a" + b / c',
    ),
    "bits swapped": (
        "return a << b & c",
        "return a << b | c",
        "return a >> b & c",
    ),
    "step swapped": (
        "a += b",
        "a -= b",
    ),
    "boolean swapped": (
        "return a and b or c",
        "return a and b and c",
        "return a or b or c",
    ),
    "half a condition": (
        "return a and b",
        "return a",
        "return b",
    ),
    "operands swapped": (
        "return a - b + c",
        "return b - a + c",
    ),
    "one not taken away": (
        "return a - 1 + 2",
        "return a + 2",
    ),
    "brackets dropped": (
        "return (a + b) * c - (a - b) + (a * b)",
        "return a + b * c - (a - b) + (a * b)",
        "return (a + b) * c - a - b + (a * b)",
    ),
    "sign dropped": (
        "return not a, -b",
        "return a, -b",
        "return not a, b",
    ),
    "off by one": (
        "return 0, 0x10, 2",
        "return 1, 0x10, 2",
        "return 0, 0x10, 3",
        "return 0, 0x10, 1",
    ),
    "truth flipped": (
        "return True",
        "return False",
    ),
    "string emptied": (
        'return "ab", \'\', c["d"]',
        'return "", \'\', c["d"]',
        'return "ab", \'x\', c["d"]',
    ),
    "default changed": (
        'def g(c=1, d=True, e="x", *, f=None): pass',
        'def g(c=2, d=True, e="x", *, f=None): pass',
        'def g(c=1, d=False, e="x", *, f=None): pass',
        'def g(c=1, d=True, e="", *, f=None): pass',
    ),
    "index shifted": (
        "return a[0], b[i:]",
        "return a[1], b[i:]",
        "return a[0], b[i + 1:]",
        "return a[0], b[i - 1:]",
    ),
    "range shifted": (
        "return range(a)",
        "return range(1, a)",
        "return range(a + 1)",
        "return range(a - 1)",
    ),
    "condition negated": (
        "if a: pass",
        "if not (a): pass",
    ),
    "choice swapped": (
        "return a if c else b",
        "return b if c else a",
    ),
    "guard dropped": (
        "if a:\n        return 1\n    if b: print()",
        "pass\n    if b: print()",
    ),
    "branch dropped": (
        "if a: b()\n    elif c: d()\n    else: e()",
        "if a: b()\n    else: e()",
        "if a: b()\n    elif c: d()",
    ),
    "loop left": (
        "while a: break",
        "while a: continue",
    ),
    "statement dropped": (
        "a()\n    b = 1\n    c.d = 2",
        "pass\n    b = 1\n    c.d = 2",
        "a()\n    b = 1\n    pass",
    ),
    "error swallowed": (
        "raise ValueError(a)",
        "pass",
    ),
    "await dropped": (
        "await a(b)",
        "a(b)",
    ),
    "arguments swapped": (
        "g(a, b, *c, d=e)",
        "g(b, a, *c, d=e)",
    ),
    "twin called": (
        "return max(a, b.lstrip())",
        "return min(a, b.lstrip())",
        "return max(a, b.rstrip())",
    ),
    "keyword dropped": (
        "g(a, key=b)",
        "g(a)",
    ),
    "copy dropped": (
        "return list(a), a.copy(), a[:]",
        "return a, a.copy(), a[:]",
        "return list(a), a, a[:]",
        "return list(a), a.copy(), a",
    ),
    "order dropped": (
        "return sorted(a, key=b), c.strip()",
        "return list(a), c.strip()",
        "return sorted(a, key=b), c",
    ),
    "fallback changed": (
        "return a.get(b, 0), c.get(b)",
        "return a.get(b, 1), c.get(b)",
    ),
    "name mistaken": (
        "a = b.a",
        "a = a.a",
    ),
    "interval's other side": (
        "return a <= b < c, a <= b <= c",
        "return a < b <= c, a <= b <= c",
    ),
    "negation spread": (
        "return not (a and b)",
        "return (not (a) and not (b))",
    ),
    "loop shifted": (
        "return range(a), range(1, b)",
        "return range(1, a + 1), range(1, b)",
        "return range(a), range(2, b + 1)",
    ),
    "first and boundary": (
        "c = 0\n    return c > a",
        "c = 1\n    return c >= a",
    ),
    "parameters swapped": (
        "def f(c, d, e=1): pass",
        "def f(d, c, e=1): pass",
    ),
}
