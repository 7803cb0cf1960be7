package slots;

import java.time.Instant;

/** From an instant to just before another, later one. */
public record Span(Instant start, Instant end) {
    public Span {
        if (!start.isBefore(end)) throw new IllegalArgumentException("a span from " + start + " to " + end);
    }

    /** Whether the other one lies in this one whole. */
    public boolean holds(Span other) {
        return !other.start.isBefore(start) && !other.end.isAfter(end);
    }
}
