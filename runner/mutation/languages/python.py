"""Python: its functions, what their annotations say of a call, and its literals."""

import ast
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import tree_sitter_python
from tree_sitter import Node

from runner.mutation.drivers.python import driver
from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Files, Grammar, Row, nodes, text, tree

PLAIN = {
    "str": Kind("text"),
    "int": Kind("integer"),
    "float": Kind("number"),
    "bool": Kind("boolean"),
    "None": Kind("nothing"),
    "Any": Kind("any"),
    "object": Kind("any"),
    "list": Kind("list", (Kind("any"),)),
    "dict": Kind("map", (Kind("any"),)),
    "tuple": Kind("list", (Kind("any"),)),
}
LISTS = {"list", "List", "Sequence", "Iterable", "Iterator", "Collection", "MutableSequence", "Generator"}
MAPS = {"dict", "Dict", "Mapping", "MutableMapping"}
# A decorated function is another one, unless by one of these.
HARMLESS = re.compile(rb"@\s*(functools\.)?(lru_cache|cache|wraps|final|staticmethod|override)\b")


def kind(annotation: str) -> Kind | None:
    """The plain type that an annotation names; None: it names none."""
    try:
        return _kind(ast.parse(annotation.strip(), mode="eval").body)
    except (SyntaxError, ValueError):
        return None


def _kind(said: ast.expr) -> Kind | None:
    match said:
        case ast.Constant(value=None):
            return Kind("nothing")
        case ast.Constant(value=str(quoted)):
            return kind(quoted)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return PLAIN.get(name)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _either(_kind(left), _kind(right))
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
            return _holding(name, inner)
    return None


def _either(left: Kind | None, right: Kind | None) -> Kind | None:
    if left is None or right is None:
        return None
    if Kind("nothing") in (left, right):
        other = left if right == Kind("nothing") else right
        return other if other.sort in {"maybe", "any"} else Kind("maybe", (other,))
    return Kind("any")


def _holding(name: str, inner: ast.expr) -> Kind | None:
    parts = list(inner.elts) if isinstance(inner, ast.Tuple) else [inner]
    kinds = [_kind(part) for part in parts if not (isinstance(part, ast.Constant) and part.value is ...)]
    first, last = (kinds[0], kinds[-1]) if kinds else (None, None)
    if first is None or last is None:
        return None
    if name in {"tuple", "Tuple"} and len(kinds) == len(parts):
        row = tuple(one for one in kinds if one is not None)
        return Kind("row", row) if len(row) == len(kinds) else None
    if name in LISTS | {"tuple", "Tuple"}:
        return Kind("list", (first,))
    if name in MAPS:
        return Kind("map", (last,)) if first.sort in {"text", "any"} else None
    return _either(first, Kind("nothing")) if name == "Optional" else None


def functions(source: bytes, path: str) -> list[Function]:
    """The functions of a module and the methods of its classes; a function within another belongs to that one."""
    return list(_functions(tree(source, PYTHON).root_node, path, ""))


def _functions(top: Node, path: str, owner: str) -> Iterator[Function]:
    for node in top.named_children:
        inner = node.child_by_field_name("definition") if node.type == "decorated_definition" else node
        name = inner.child_by_field_name("name") if inner is not None else None
        body = inner.child_by_field_name("body") if inner is not None else None
        if inner is None or name is None or body is None:
            continue
        if inner.type == "function_definition":
            decorators = [text(one) for one in node.named_children if one.type == "decorator"]
            static = any(b"staticmethod" in one for one in decorators)
            called = all(HARMLESS.match(one) for one in decorators) and (not owner or static)
            yield _function(inner, path, owner + text(name).decode(), called=called)
        elif inner.type == "class_definition":
            yield from _functions(body, path, f"{owner}{text(name).decode()}.")


def _function(node: Node, path: str, name: str, *, called: bool) -> Function:
    body, returned = node.child_by_field_name("body"), node.child_by_field_name("return_type")
    if body is None:
        raise ValueError(f"{path}: {name} has no body")
    parameters = node.child_by_field_name("parameters")
    taken = [one for one in parameters.named_children if one.type != "comment"] if parameters else []
    kinds, names, required = _parameters(taken)
    module = module_of(path)
    private = any(part.startswith("_") for part in [*module.split("."), *name.split(".")])
    return Function(
        path=path,
        name=name,
        home=module,
        call=f"{module}.{name}",
        start=node.start_byte,
        end=node.end_byte,
        body_start=body.start_byte,
        body_end=body.end_byte,
        public=called and not private and bool(module),
        parameters=kinds,
        required=required,
        names=names,
        returns=kind(text(returned).decode()) if returned is not None else Kind("any"),
    )


def _parameters(taken: Sequence[Node]) -> tuple[tuple[Kind, ...] | None, tuple[str, ...], int]:
    """Kinds, names and how many are required; what stands behind a `*` is left to its default."""
    kinds: list[Kind | None] = []
    names: list[str] = []
    required, by_name = 0, False
    for one in taken:
        name = one.child_by_field_name("name") or (one.named_children[0] if one.named_children else one)
        defaulted = "default" in one.type
        if one.type in {"keyword_separator", "list_splat_pattern"} or name.type == "list_splat_pattern":
            by_name = True
        elif one.type == "dictionary_splat_pattern" or name.type == "dictionary_splat_pattern":
            continue
        elif one.type != "positional_separator" and by_name:
            kinds += [] if defaulted else [None]
        elif one.type != "positional_separator":
            said = one.child_by_field_name("type")
            kinds.append(kind(text(said).decode()) if said is not None else Kind("any"))
            names.append(text(name).decode())
            required += not defaulted
    plain = tuple(one for one in kinds if one is not None)
    return (plain if len(plain) == len(kinds) else None), tuple(names), required


def module_of(path: str) -> str:
    """The dotted name of a file as it is imported from the repository, or from its `src`; empty: it has none."""
    name = path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__")
    return name.replace("/", ".") if all(part.isidentifier() for part in name.split("/")) else ""


def entries(found: Sequence[Function], _: Files) -> list[Function]:
    """The plain ones, each call once."""
    return list({one.call: one for one in found if one.plain}.values())


def value(node: Node) -> Any:
    """The JSON value of a literal; a tuple is a list. ValueError: it is no literal, or no JSON."""
    try:
        said = ast.literal_eval(text(node).decode().strip())
        plain = json.loads(json.dumps(_listed(said), allow_nan=False, ensure_ascii=False).encode())
    except (SyntaxError, TypeError, MemoryError, RecursionError, UnicodeError) as error:
        raise ValueError(f"no plain literal: {error}") from None
    return plain


def _listed(said: Any) -> Any:
    if isinstance(said, list | tuple):
        return [_listed(one) for one in said]
    if isinstance(said, dict):
        if not all(isinstance(key, str) for key in said):
            raise ValueError("a key that is no string")
        return {key: _listed(one) for key, one in said.items()}
    return said


def tables(call: Node, known: Row) -> list[list[Row]]:
    """The rows of the loops, comprehensions and `parametrize` around a call."""
    found: list[list[Row]] = []
    node: Node | None = call
    while node is not None:
        for one in node.named_children if node.type != "module" else ():
            names = one.child_by_field_name("left") if one.type == "for_in_clause" else None
            over = one.child_by_field_name("right")
            if names is not None and over is not None:
                found.append(_rows(text(names).decode(), over, known))
            if one.type == "decorator" and b"parametrize(" in text(one):
                found.append(_parametrized(one, known))
        names, over = node.child_by_field_name("left"), node.child_by_field_name("right")
        if node.type == "for_statement" and names is not None and over is not None:
            found.append(_rows(text(names).decode(), over, known))
        node = node.parent
    return [rows for rows in found if rows]


def _parametrized(decorator: Node, known: Row) -> list[Row]:
    given = decorator.named_children[0].child_by_field_name("arguments")
    if given is None or len(given.named_children) < 2:
        return []
    try:
        names = value(given.named_children[0])
    except ValueError:
        return []
    spelled = ", ".join(names) if isinstance(names, list) else str(names)
    return _rows(spelled, given.named_children[1], known)


def _rows(names: str, over: Node, known: Row) -> list[Row]:
    """What the names stand for in each round over a literal, or over a name that stands for one."""
    parts = [part.strip() for part in names.strip("()").split(",") if part.strip()]
    rows: list[Row] = []
    for item in _items(over, known):
        if "," not in names:
            rows.append({parts[0]: item})
        elif isinstance(item, list) and len(item) == len(parts):
            rows.append(dict(zip(parts, item, strict=True)))
    return rows


def _items(over: Node, known: Row) -> list[Any]:
    if over.type == "identifier":
        items = known.get(text(over).decode(), [])
        return list(items) if isinstance(items, list | dict) else []
    items = []
    for one in over.named_children if over.type in {"list", "tuple", "set"} else ():
        try:
            if text(one).startswith(b"pytest.param("):
                given = one.named_children[-1].named_children
                items.append([value(each) for each in given if each.type != "keyword_argument"])
            else:
                items.append(value(one))
        except ValueError:
            continue
    return items


def quoted(root: Node) -> list[bytes]:
    """The examples of doctests, one source for each text that has some."""
    found = []
    for node in nodes(root):
        if node.type == "string" and b">>> " in text(node):
            try:
                lines = [line.strip() for line in str(value(node)).splitlines()]
            except ValueError:
                continue
            code = [line[4:] for line in lines if line.startswith((">>> ", "... "))]
            found.append("\n".join([*code, ""]).encode())
    return found


PYTHON = Grammar(
    name="python",
    language=tree_sitter_python.language,
    globs=("**/*.py",),
    tests=("**/tests/**", "**/test/**", "**/test_*.py", "**/*_test.py", "**/conftest.py"),
    braces=False,
    nothing=b"pass",
    negated=(b"not (", b")"),
    failing=b'raise RuntimeError("gone")',
    functions=functions,
    entries=entries,
    driver=driver,
    value=value,
    tables=tables,
    quoted=quoted,
)
