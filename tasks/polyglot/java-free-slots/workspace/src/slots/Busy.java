package slots;

import java.util.List;

/** Lists of spans; see docs/SLOTS.md. */
public final class Busy {
    private Busy() {}

    public static List<Span> merge(List<Span> spans) {
        throw new UnsupportedOperationException("not written yet");
    }

    public static List<Span> without(List<Span> spans, List<Span> taken) {
        throw new UnsupportedOperationException("not written yet");
    }
}
