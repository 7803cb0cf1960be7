package slots;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lists of spans; see docs/SLOTS.md. */
public final class Busy {
    private Busy() {}

    public static List<Span> merge(List<Span> spans) {
        List<Span> sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparing(Span::start));
        List<Span> merged = new ArrayList<>();
        for (Span span : sorted) {
            Span last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last == null || last.end().isBefore(span.start())) merged.add(span);
            else if (last.end().isBefore(span.end())) merged.set(merged.size() - 1, new Span(last.start(), span.end()));
        }
        return merged;
    }

    public static List<Span> without(List<Span> spans, List<Span> taken) {
        List<Span> left = new ArrayList<>();
        List<Span> cuts = merge(taken);
        for (Span span : merge(spans)) {
            Instant from = span.start();
            for (Span cut : cuts) {
                if (!cut.end().isAfter(from) || !cut.start().isBefore(span.end())) continue;
                if (from.isBefore(cut.start())) left.add(new Span(from, cut.start()));
                from = cut.end();
            }
            if (from.isBefore(span.end())) left.add(new Span(from, span.end()));
        }
        return left;
    }
}
