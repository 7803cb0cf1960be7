package stock;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a list of counts. */
public final class Reader {
    private static final Pattern ITEM = Pattern.compile("(\\S+)\\s+(\\d{1,10})");

    private Reader() {}

    /** A line that is no item. */
    public static final class WrongLine extends Exception {
        private static final long serialVersionUID = 1;

        WrongLine(int number) {
            super("line " + number + ": not an item");
        }
    }

    public static Counts read(String text) throws WrongLine {
        Counts counts = new Counts();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String trimmed = line.trim();
            if (trimmed.isEmpty() || trimmed.startsWith("#")) continue;
            Matcher item = ITEM.matcher(trimmed);
            if (!item.matches()) throw new WrongLine(number);
            long count = Long.parseLong(item.group(2));
            if (count > Integer.MAX_VALUE || !counts.add(item.group(1), (int) count)) throw new WrongLine(number);
        }
        return counts;
    }
}
