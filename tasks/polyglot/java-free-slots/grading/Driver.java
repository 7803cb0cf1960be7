import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import slots.Busy;
import slots.Finder;
import slots.Hours;
import slots.Span;

/** What the grader may call, as plain values: an instant is a text, a span two of them, hours an object. */
final class Driver {
    static Object call(String name, List<?> args) {
        return switch (name) {
            case "merge" -> told(Busy.merge(spans(args.get(0))));
            case "without" -> told(Busy.without(spans(args.get(0)), spans(args.get(1))));
            case "open" -> told(hours((Map<?, ?>) args.get(0)).open(span(args.get(1))));
            case "find" -> {
                List<Hours> people = new ArrayList<>();
                for (Object person : (List<?>) args.get(0)) people.add(hours((Map<?, ?>) person));
                List<Object> starts = new ArrayList<>();
                for (Instant start : Finder.find(people, spans(args.get(1)), span(args.get(2)), number(args.get(3)), number(args.get(4)))) {
                    starts.add(start.toString());
                }
                yield starts;
            }
            default -> throw new IllegalStateException(name);
        };
    }

    private static int number(Object value) {
        return Math.toIntExact((Long) value);
    }

    private static Span span(Object value) {
        List<?> pair = (List<?>) value;
        return new Span(Instant.parse((String) pair.get(0)), Instant.parse((String) pair.get(1)));
    }

    private static List<Span> spans(Object value) {
        List<Span> spans = new ArrayList<>();
        for (Object each : (List<?>) value) spans.add(span(each));
        return List.copyOf(spans);
    }

    private static Hours hours(Map<?, ?> told) {
        Map<DayOfWeek, List<Hours.Shift>> week = new EnumMap<>(DayOfWeek.class);
        for (Object each : (List<?>) told.get("shifts")) {
            List<?> shift = (List<?>) each;
            DayOfWeek day = DayOfWeek.of(number(shift.get(0)));
            week.computeIfAbsent(day, ignored -> new ArrayList<>()).add(new Hours.Shift(number(shift.get(1)), number(shift.get(2))));
        }
        Set<LocalDate> off = new HashSet<>();
        for (Object day : (List<?>) told.get("off")) off.add(LocalDate.parse((String) day));
        return new Hours(ZoneId.of((String) told.get("zone")), week, off);
    }

    private static List<Object> told(List<Span> spans) {
        List<Object> told = new ArrayList<>();
        for (Span span : spans) told.add(new ArrayList<>(List.of(span.start().toString(), span.end().toString())));
        return told;
    }
}
