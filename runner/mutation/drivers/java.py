"""Driver.java: the entries by their names, each called with what its parameters' types make of plain values."""

import json
from collections.abc import Sequence

from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Files

HEAD = """import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** What the grader may call, as plain values; written by `cab tasks mutate`. */
final class Driver {
    private static final int MOST = 10_000; // of what an iterator gives

    /** The value as Json has it. */
    private static Object plain(Object value) {
        if (value == null || value instanceof Boolean || value instanceof BigInteger) return value;
        if (value instanceof Float || value instanceof Double) return finite(Double.parseDouble(value.toString()));
        if (value instanceof Number number) return number.longValue();
        if (value instanceof CharSequence || value instanceof Character) return value.toString();
        if (value instanceof Optional<?> held) return plain(held.orElse(null));
        if (value instanceof Map<?, ?> held) return fields(held);
        if (value instanceof Iterable<?> held) return items(held);
        if (!value.getClass().isArray()) return value;
        List<Object> items = new ArrayList<>();
        for (int at = 0; at < Array.getLength(value); at++) items.add(plain(Array.get(value, at)));
        return items;
    }

    private static Object finite(double number) {
        if (Double.isFinite(number)) return number;
        return new LinkedHashMap<>(Map.of("number", String.valueOf(number)));
    }

    private static Object items(Iterable<?> held) {
        List<Object> items = new ArrayList<>();
        for (Object item : held) {
            items.add(plain(item));
            if (items.size() >= MOST) break;
        }
        return items;
    }

    private static Object fields(Map<?, ?> held) {
        Map<String, Object> fields = new LinkedHashMap<>();
        held.forEach((key, value) -> fields.put(String.valueOf(key), plain(value)));
        return fields;
    }

    /** What was returned, and beside it what was given where that has changed. */
    private static Object told(Object before, Object returned, Object[] given) {
        Object value = plain(returned);
        Object after = plain(given);
        if (Objects.equals(before, after)) return value;
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("returned", value);
        both.put("arguments", after);
        return both;
    }

    private static Json.NotPlainError unfit(Object given) {
        return new Json.NotPlainError("an argument of another type: " + given);
    }

    private static String text(Object given) {
        if (given == null || given instanceof String) return (String) given;
        throw unfit(given);
    }

    private static char character(Object given) {
        if (given instanceof String text && text.length() == 1) return text.charAt(0);
        throw unfit(given);
    }

    private static boolean truth(Object given) {
        if (given instanceof Boolean truth) return truth;
        throw unfit(given);
    }

    private static long whole(Object given, long low, long high) {
        if (given instanceof Long number && low <= number && number <= high) return number;
        throw unfit(given);
    }

    private static BigInteger big(Object given) {
        if (given instanceof BigInteger number) return number;
        return BigInteger.valueOf(whole(given, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static double number(Object given) {
        if (given instanceof Number number) return number.doubleValue();
        throw unfit(given);
    }

    private static <T> List<T> list(Object given, Function<Object, T> each) {
        if (given == null) return null;
        if (!(given instanceof List<?> items)) throw unfit(given);
        List<T> made = new ArrayList<>();
        for (Object item : items) made.add(each.apply(item));
        return made;
    }

    private static Object array(Class<?> type, Object given, Function<Object, ?> each) {
        if (given == null) return null;
        List<?> items = list(given, each);
        Object made = Array.newInstance(type, items.size());
        for (int at = 0; at < items.size(); at++) Array.set(made, at, items.get(at));
        return made;
    }

    private static <T> Map<String, T> map(Object given, Function<Object, T> each) {
        if (given == null) return null;
        if (!(given instanceof Map<?, ?> fields)) throw unfit(given);
        Map<String, T> made = new LinkedHashMap<>();
        fields.forEach((key, value) -> made.put((String) key, each.apply(value)));
        return made;
    }

    static Object call(String name, List<?> args) throws Throwable {
        return switch (name) {
"""

TAIL = """            default -> throw new IllegalArgumentException(name);
        };
    }
}
"""

WHOLE = {"byte": "Byte", "short": "Short", "int": "Integer", "long": "Long"}
PRIMITIVE = {boxed: primitive for primitive, boxed in WHOLE.items()} | {"Float": "float", "Double": "double"}


def driver(entries: Sequence[Function], _: Files) -> str:
    """The text of the driver."""
    return HEAD + "".join(_case(one) for one in entries) + TAIL


def _case(entry: Function) -> str:
    kinds = entry.parameters or ()
    needs = f"            case {json.dumps(entry.call)} -> {{\n"
    needs += f"                if (args.size() != {len(kinds)}) throw unfit(args);\n"
    for at, kind in enumerate(kinds):
        needs += f"                {_typed(kind)} a{at} = {_made(kind, f'args.get({at})', 0)};\n"
    given = f"new Object[] {{{', '.join(f'a{at}' for at in range(len(kinds)))}}}"
    call = f"{entry.home}.{entry.last}({', '.join(f'a{at}' for at in range(len(kinds)))})"
    needs += f"                Object before = plain({given});\n"
    if entry.returns is not None and entry.returns.sort == "nothing":
        needs += f"                {call};\n"
        call = "null"
    return needs + f"                yield told(before, {call}, {given});\n            }}\n"


def _typed(kind: Kind) -> str:
    """The type of a variable that holds an argument; one with parameters is told by what is put into it."""
    return "var" if kind.spelled in {"List", "Set", "Map", "Optional"} else _spelled(kind)


def _spelled(kind: Kind) -> str:
    return f"{_spelled(kind.of[0])}[]" if kind.spelled.endswith("[]") else kind.spelled


def _made(kind: Kind, given: str, depth: int) -> str:
    """The expression that makes an argument of the plain value `given`."""
    each = f"x{depth} -> {_made(kind.of[0], f'x{depth}', depth + 1)}" if kind.of else ""
    if kind.spelled.endswith("[]"):
        return f"({_spelled(kind)}) array({_spelled(kind.of[0])}.class, {given}, {each})"
    if kind.sort == "maybe":
        return f"Optional.ofNullable({given}).map({each})"
    made = {"List": "list({}, {})", "Set": "new LinkedHashSet<>(list({}, {}))", "Map": "map({}, {})"}.get(kind.spelled)
    return made.format(given, each) if made else _scalar(kind, given)


def _scalar(kind: Kind, given: str) -> str:
    primitive = PRIMITIVE.get(kind.spelled, kind.spelled)
    if primitive in WHOLE:
        boxed = WHOLE[primitive]
        return f"({primitive}) whole({given}, {boxed}.MIN_VALUE, {boxed}.MAX_VALUE)"
    if kind.sort == "number":
        return f"({primitive}) number({given})"
    return {"text": "text", "character": "character", "boolean": "truth", "integer": "big"}[kind.sort] + f"({given})"
