package slots;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
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
        throw new UnsupportedOperationException("not written yet");
    }
}
