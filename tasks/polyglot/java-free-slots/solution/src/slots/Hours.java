package slots;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Somebody's working hours; see docs/SLOTS.md. */
public record Hours(ZoneId zone, Map<DayOfWeek, List<Shift>> week, Set<LocalDate> daysOff) {
    /** Local times as minutes after 0:00; 1440 is midnight at the day's end. */
    public record Shift(int from, int to) {
        public Shift {
            if (from < 0 || from >= to || to > 1440) throw new IllegalArgumentException("a shift from " + from + " to " + to);
        }
    }

    public List<Span> open(Span window) {
        List<Span> spans = new ArrayList<>();
        LocalDate last = window.end().atZone(zone).toLocalDate().plusDays(1);
        for (LocalDate day = window.start().atZone(zone).toLocalDate().minusDays(1); !day.isAfter(last); day = day.plusDays(1)) {
            if (daysOff.contains(day)) continue;
            for (Shift shift : week.getOrDefault(day.getDayOfWeek(), List.of())) {
                Instant from = instant(day.atStartOfDay().plusMinutes(shift.from()), false);
                Instant to = instant(day.atStartOfDay().plusMinutes(shift.to()), true);
                if (from.isBefore(to)) new Span(from, to).cut(window).ifPresent(spans::add);
            }
        }
        return Busy.merge(spans);
    }

    /** When the clock on the wall shows the time; of two such instants the later one where `later`. */
    private Instant instant(LocalDateTime time, boolean later) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        if (offsets.isEmpty()) return zone.getRules().getTransition(time).getInstant();
        return time.toInstant(offsets.get(later ? offsets.size() - 1 : 0));
    }
}
