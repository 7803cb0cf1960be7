import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON with exact integers: null, Boolean, Long, BigInteger (where a long does not hold it), Double, String, List, Map.
 *
 * <p>Writing takes an Integer too, and no other class: not a subclass of the candidate's, nor a list of its making.
 */
final class Json {
    private static final List<String> LISTS = List.of(
            "java.util.ArrayList", "java.util.Arrays$ArrayList", "java.util.ImmutableCollections$ListN",
            "java.util.ImmutableCollections$List12", "java.util.Collections$UnmodifiableRandomAccessList");

    /** A value that is none of those. */
    static final class NotPlainError extends RuntimeException {
        NotPlainError(String message) {
            super(message);
        }
    }

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The value that the whole of {@code text} is. */
    static Object read(String text) {
        Json reader = new Json(text);
        Object value = reader.value();
        if (reader.next() != 0) throw new IllegalArgumentException("left over at " + reader.at);
        return value;
    }

    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    private static void write(StringBuilder out, Object value) {
        if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            out.append(value);
        } else if (value.getClass() == BigInteger.class) {
            out.append(value);
        } else if (value instanceof Double number) {
            if (!Double.isFinite(number)) throw new NotPlainError("a number that is not finite");
            out.append(number.doubleValue());
        } else if (value instanceof String string) {
            quote(out, string);
        } else if (LISTS.contains(value.getClass().getName())) {
            String between = "[";
            for (Object item : (List<?>) value) {
                write(out.append(between), item);
                between = ",";
            }
            out.append(between.equals("[") ? "[]" : "]");
        } else if (List.of(HashMap.class, LinkedHashMap.class, TreeMap.class).contains(value.getClass())) {
            fields(out, (Map<?, ?>) value);
        } else {
            throw new NotPlainError(value.getClass().getName());
        }
    }

    private static void fields(StringBuilder out, Map<?, ?> fields) {
        String between = "{";
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            if (!(field.getKey() instanceof String key)) throw new NotPlainError("a key that is no string");
            quote(out.append(between), key);
            write(out.append(':'), field.getValue());
            between = ",";
        }
        out.append(between.equals("{") ? "{}" : "}");
    }

    private static void quote(StringBuilder out, String string) {
        out.append('"');
        for (int index = 0; index < string.length(); index++) {
            char unit = string.charAt(index);
            // All but ASCII is escaped, so that half a surrogate pair survives the way to the grader, too.
            if (unit == '"' || unit == '\\') out.append('\\').append(unit);
            else if (unit < ' ' || unit > '~') out.append(String.format("\\u%04x", (int) unit));
            else out.append(unit);
        }
        out.append('"');
    }

    /** The next character that is no white space, not taken yet; 0 at the end. */
    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean took(String token) {
        next();
        if (!text.startsWith(token, at)) return false;
        at += token.length();
        return true;
    }

    private void expect(String token) {
        if (!took(token)) throw new IllegalArgumentException("no " + token + " at " + at);
    }

    private Object value() {
        if (took("null")) return null;
        if (took("true")) return true;
        if (took("false")) return false;
        return switch (next()) {
            case '"' -> string();
            case '[' -> items();
            case '{' -> fields();
            default -> number();
        };
    }

    private List<Object> items() {
        List<Object> items = new ArrayList<>();
        expect("[");
        while (!took("]")) {
            if (!items.isEmpty()) expect(",");
            items.add(value());
        }
        return items;
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        expect("{");
        while (!took("}")) {
            if (!fields.isEmpty()) expect(",");
            next();
            String key = string();
            expect(":");
            fields.put(key, value());
        }
        return fields;
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        String number = text.substring(start, at);
        if (number.chars().anyMatch(unit -> ".eE".indexOf(unit) >= 0)) return Double.valueOf(number);
        BigInteger integer = new BigInteger(number);
        if (integer.bitLength() > 63) return integer;
        return integer.longValue();
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        expect("\"");
        for (char unit = text.charAt(at++); unit != '"'; unit = text.charAt(at++)) {
            string.append(unit == '\\' ? escaped() : unit);
        }
        return string.toString();
    }

    private char escaped() {
        char unit = text.charAt(at++);
        if (unit == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int known = "bfnrt".indexOf(unit);
        return known < 0 ? unit : "\b\f\n\r\t".charAt(known);
    }
}
