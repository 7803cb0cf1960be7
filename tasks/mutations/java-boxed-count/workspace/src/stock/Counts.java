package stock;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What one person counted: pieces by item, in the order of the items' names. */
public final class Counts {
    private final TreeMap<String, Integer> pieces = new TreeMap<>();

    /** Adds what was found on one more shelf; false where the sum would leave the range. */
    boolean add(String item, int count) {
        long sum = (long) pieces.getOrDefault(item, 0) + count;
        if (sum > Integer.MAX_VALUE) return false;
        pieces.put(item, (int) sum);
        return true;
    }

    /** The count of an item; null where it is not there, which a count of 0 is, too. */
    public Integer of(String item) {
        Integer count = pieces.get(item);
        return count == null || count == 0 ? null : count;
    }

    /** All items with their counts. */
    public Map<String, Integer> all() {
        return Collections.unmodifiableMap(pieces);
    }

    /** The list as it is written. */
    public String text() {
        StringBuilder out = new StringBuilder();
        pieces.forEach((item, count) -> out.append(item).append(' ').append(count).append('\n'));
        return out.toString();
    }
}
