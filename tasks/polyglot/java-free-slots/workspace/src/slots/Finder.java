package slots;

import java.time.Instant;
import java.util.List;

/** Finds slots that suit everybody; see docs/SLOTS.md. */
public final class Finder {
    private Finder() {}

    public static List<Instant> find(List<Hours> people, List<Span> busy, Span window, int minutes, int step) {
        throw new UnsupportedOperationException("not written yet");
    }
}
