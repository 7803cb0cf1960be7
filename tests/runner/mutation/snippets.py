"""Snippets: for each operator and language a piece of a function, and every mutation that is made of it."""

SNIPPETS: dict[str, dict[str, tuple[str, ...]]] = {
    "comparison boundary": {"python": ("return a < b <= c", "return a <= b <= c", "return a < b < c")},
    "comparison negated": {
        "python": ("return a == b or a not in c", "return a != b or a not in c", "return a == b or a in c")
    },
    "arithmetic swapped": {"python": ('return "a" + b * c', 'return "a" + b / c')},
    "bits swapped": {"python": ("return a << b & c", "return a << b | c", "return a >> b & c")},
    "step swapped": {"python": ("a += b", "a -= b")},
    "boolean swapped": {"python": ("return a and b or c", "return a and b and c", "return a or b or c")},
    "half a condition": {"python": ("return a and b", "return a", "return b")},
    "operands swapped": {"python": ("return a - b + c", "return b - a + c")},
    "one not taken away": {"python": ("return a - 1 + 2", "return a + 2")},
    "brackets dropped": {
        "python": (
            "return (a + b) * c - (a - b) + (a * b)",
            "return a + b * c - (a - b) + (a * b)",
            "return (a + b) * c - a - b + (a * b)",
        )
    },
    "sign dropped": {"python": ("return not a, -b", "return a, -b", "return not a, b")},
    "off by one": {"python": ("return 0, 0x10, 2", "return 1, 0x10, 2", "return 0, 0x10, 3", "return 0, 0x10, 1")},
    "truth flipped": {"python": ("return True", "return False")},
    "string emptied": {
        "python": ('return "ab", \'\', c["d"]', 'return "", \'\', c["d"]', 'return "ab", \'x\', c["d"]')
    },
    "default changed": {
        "python": (
            'def g(c=1, d=True, e="x", *, f=None): pass',
            'def g(c=2, d=True, e="x", *, f=None): pass',
            'def g(c=1, d=False, e="x", *, f=None): pass',
            'def g(c=1, d=True, e="", *, f=None): pass',
        )
    },
    "index shifted": {
        "python": ("return a[0], b[i:]", "return a[1], b[i:]", "return a[0], b[i + 1:]", "return a[0], b[i - 1:]")
    },
    "range shifted": {
        "python": ("return range(a)", "return range(1, a)", "return range(a + 1)", "return range(a - 1)")
    },
    "condition negated": {"python": ("if a: pass", "if not (a): pass")},
    "choice swapped": {"python": ("return a if c else b", "return b if c else a")},
    "guard dropped": {"python": ("if a:\n        return 1\n    if b: print()", "pass\n    if b: print()")},
    "branch dropped": {
        "python": (
            "if a: b()\n    elif c: d()\n    else: e()",
            "if a: b()\n    else: e()",
            "if a: b()\n    elif c: d()",
        )
    },
    "loop left": {"python": ("while a: break", "while a: continue")},
    "statement dropped": {
        "python": ("a()\n    b = 1\n    c.d = 2", "pass\n    b = 1\n    c.d = 2", "a()\n    b = 1\n    pass")
    },
    "error swallowed": {"python": ("raise ValueError(a)", "pass")},
    "await dropped": {"python": ("await a(b)", "a(b)")},
    "arguments swapped": {"python": ("g(a, b, *c, d=e)", "g(b, a, *c, d=e)")},
    "twin called": {"python": ("return max(a, b.lstrip())", "return min(a, b.lstrip())", "return max(a, b.rstrip())")},
    "keyword dropped": {"python": ("g(a, key=b)", "g(a)")},
    "copy dropped": {
        "python": (
            "return list(a), a.copy(), a[:]",
            "return a, a.copy(), a[:]",
            "return list(a), a, a[:]",
            "return list(a), a.copy(), a",
        )
    },
    "order dropped": {
        "python": ("return sorted(a, key=b), c.strip()", "return list(a), c.strip()", "return sorted(a, key=b), c")
    },
    "fallback changed": {"python": ("return a.get(b, 0), c.get(b)", "return a.get(b, 1), c.get(b)")},
    "name mistaken": {"python": ("a = b.a", "a = a.a")},
    "interval's other side": {"python": ("return a <= b < c, a <= b <= c", "return a < b <= c, a <= b <= c")},
    "negation spread": {"python": ("return not (a and b)", "return (not (a) and not (b))")},
    "loop shifted": {
        "python": (
            "return range(a), range(1, b)",
            "return range(1, a + 1), range(1, b)",
            "return range(a), range(2, b + 1)",
        )
    },
    "first and boundary": {"python": ("c = 0\n    return c > a", "c = 1\n    return c >= a")},
    "parameters swapped": {
        "python": (
            "def f(c, d, e=1): pass",
            "def f(d, c, e=1): pass",
        )
    },
}
