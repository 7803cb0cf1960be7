"""Formulas: text to a tree, and a tree to a value."""

import re

from sheet.names import block

TOKEN = re.compile(r"\s*(?:(\d+)|([A-Z]{1,2}[1-9]\d{0,3})|([A-Z]{3,}|IF)(?=\()|([-+*(),:<>=]))")


class FormulaError(ValueError):
    """A formula that cannot be read."""


def tokens(text):
    """The tokens of a formula, `=` in front already taken off."""
    place, found = 0, []
    text = text.rstrip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if not match:
            raise FormulaError(f"not understood: {text[place:]!r}")
        found.append(match.group(match.lastindex))
        place = match.end()
    return found


class Parser:
    """compare := sum [(< | > | =) sum]; sum := product {(+ | -) product}; product := atom {* atom}"""

    def __init__(self, text):
        self.rest = tokens(text)

    def whole(self):
        tree = self.compare()
        if self.rest:
            raise FormulaError(f"not expected: {self.rest[0]!r}")
        return tree

    def compare(self):
        left = self.sum()
        if self.rest[:1] and self.rest[0] in "<>=":
            return (self.rest.pop(0), left, self.sum())
        return left

    def sum(self):
        left = self.product()
        while self.rest[:1] and self.rest[0] in "+-":
            left = (self.rest.pop(0), left, self.product())
        return left

    def product(self):
        left = self.atom()
        while self.rest[:1] == ["*"]:
            left = (self.rest.pop(0), left, self.atom())
        return left

    def atom(self):
        if not self.rest:
            raise FormulaError("ends too early")
        token = self.rest.pop(0)
        if token.isdigit():
            return ("number", int(token))
        if token == "-":
            return ("-", ("number", 0), self.atom())
        if token == "(":
            tree = self.compare()
            self.take(")")
            return tree
        if self.rest[:1] == ["("]:
            return self.call(token)
        if self.rest[:1] == [":"]:
            self.rest.pop(0)
            return ("block", block(token, self.rest.pop(0) if self.rest else ""))
        if token[0].isalpha() and token[-1].isdigit():
            return ("cell", token)
        raise FormulaError(f"not expected: {token!r}")

    def call(self, name):
        if name not in ("SUM", "COUNT", "IF"):
            raise FormulaError(f"no function {name}")
        self.take("(")
        arguments = [self.compare()]
        while self.rest[:1] == [","]:
            self.rest.pop(0)
            arguments.append(self.compare())
        self.take(")")
        if name == "IF" and len(arguments) != 3:
            raise FormulaError("IF takes three arguments")
        return (name, *arguments)

    def take(self, token):
        if self.rest[:1] != [token]:
            raise FormulaError(f"{token!r} is missing")
        self.rest.pop(0)


def parse(text):
    """The tree of a formula without its `=`."""
    return Parser(text).whole()


def uses(tree):
    """The names of all cells that a tree speaks of."""
    kind, *parts = tree
    if kind == "cell":
        return {parts[0]}
    if kind == "block":
        return set(parts[0])
    return set().union(*(uses(part) for part in parts if isinstance(part, tuple)))


def value(tree, look):
    """The tree's value; `look` gives a cell's, None when it is empty."""
    kind, *parts = tree
    if kind == "number":
        return parts[0]
    if kind == "cell":
        return look(parts[0]) or 0
    if kind == "IF":
        condition, yes, no = (value(part, look) for part in parts)
        return yes if condition else no
    if kind in ("SUM", "COUNT"):
        found = [each for part in parts for each in several(part, look)]
        return sum(found) if kind == "SUM" else len(found)
    left, right = (value(part, look) for part in parts)
    if kind in "+-*":
        return left + right if kind == "+" else left - right if kind == "-" else left * right
    return int({"<": left < right, ">": left > right, "=": left == right}[kind])


def several(tree, look):
    """The values of an argument of SUM or COUNT: of a block only the cells that hold something."""
    if tree[0] == "block":
        return [found for found in map(look, tree[1]) if found is not None]
    return [value(tree, look)]
