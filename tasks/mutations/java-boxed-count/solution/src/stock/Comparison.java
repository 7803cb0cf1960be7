package stock;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** Two lists, compared item by item. */
public final class Comparison {
    private final Counts first;
    private final Counts second;
    private final TreeSet<String> items = new TreeSet<>();

    public Comparison(Counts first, Counts second) {
        this.first = first;
        this.second = second;
        for (Counts counts : List.of(first, second)) {
            for (String item : counts.all().keySet()) {
                if (counts.of(item) != null) items.add(item);
            }
        }
    }

    /** What is to be said, in the order of the items. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        for (String item : items) {
            Integer one = first.of(item);
            Integer other = second.of(item);
            if (Objects.equals(one, other)) continue;
            if (one == null) remarks.add("missing on the first list: " + item + " (" + other + ")");
            else if (other == null) remarks.add("missing on the second list: " + item + " (" + one + ")");
            else remarks.add("recount " + item + ": " + one + " and " + other);
        }
        return remarks;
    }

    /** The items that both agree on, with their count. */
    public Counts carriedOver() {
        Counts counts = new Counts();
        for (String item : items) {
            Integer one = first.of(item);
            if (one != null && one.equals(second.of(item))) counts.add(item, one);
        }
        return counts;
    }

    public boolean agreed() {
        return remarks().isEmpty();
    }

    /** All pieces of the first list. */
    public long pieces() {
        return items.stream().map(first::of).filter(count -> count != null).mapToLong(Integer::longValue).sum();
    }

    public int items() {
        return items.size();
    }
}
