package slots;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** Finds slots that suit everybody; see docs/SLOTS.md. */
public final class Finder {
    private Finder() {}

    public static List<Instant> find(List<Hours> people, List<Span> busy, Span window, int minutes, int step) {
        if (people.isEmpty()) throw new IllegalArgumentException("nobody");
        if (minutes <= 0 || step <= 0 || 1440 % step != 0) throw new IllegalArgumentException("minutes or step");
        List<Span> free = List.of(window);
        for (Hours hours : people) {
            List<Span> open = hours.open(window);
            List<Span> both = new ArrayList<>();
            for (Span span : free) {
                for (Span other : open) span.cut(other).ifPresent(both::add);
            }
            free = Busy.merge(both);
        }
        List<Instant> starts = new ArrayList<>();
        for (Span span : Busy.without(free, busy)) {
            Instant last = span.end().minusSeconds(60L * minutes);
            for (Instant start = wholeMinute(span.start(), people.get(0).zone()); !start.isAfter(last); start = start.plusSeconds(60)) {
                if (aligned(start, people.get(0).zone(), step)) starts.add(start);
            }
        }
        return starts;
    }

    private static Instant wholeMinute(Instant instant, ZoneId zone) {
        int seconds = instant.atZone(zone).getSecond();
        return seconds == 0 ? instant : instant.plusSeconds(60 - seconds);
    }

    private static boolean aligned(Instant instant, ZoneId zone, int step) {
        ZonedDateTime local = instant.atZone(zone);
        return local.getSecond() == 0 && (60 * local.getHour() + local.getMinute()) % step == 0;
    }
}
