import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import slots.Busy;
import slots.Finder;
import slots.Hours;
import slots.Span;

/** The tests; ends with 1 where one fails. */
final class Tests {
    private static int failed;

    private static void same(String name, Callable<?> told, String expected) {
        String said;
        try {
            said = told.call().toString();
        } catch (Exception problem) {
            said = problem.toString();
        }
        if (said.equals(expected)) {
            System.out.println("ok " + name);
            return;
        }
        failed++;
        System.out.println("FAILED " + name + "\n  expected " + expected + "\n  told     " + said);
    }

    private static Span span(String start, String end) {
        return new Span(Instant.parse(start), Instant.parse(end));
    }

    private static Hours hours(String zone, DayOfWeek day, int from, int to, LocalDate... off) {
        return new Hours(ZoneId.of(zone), Map.of(day, List.of(new Hours.Shift(from, to))), Set.of(off));
    }

    public static void main(String[] arguments) {
        Span a = span("2024-01-01T08:00:00Z", "2024-01-01T09:00:00Z");
        Span b = span("2024-01-01T09:00:00Z", "2024-01-01T10:00:00Z");
        same("merge: touching", () -> Busy.merge(List.of(b, a)).size(), "1");
        same("without: the middle", () -> Busy.without(List.of(b, a), List.of(span("2024-01-01T08:30:00Z", "2024-01-01T09:30:00Z"))).size(), "2");

        Span year = span("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
        Hours monday = hours("Europe/Berlin", DayOfWeek.MONDAY, 9 * 60, 17 * 60, LocalDate.of(2024, 1, 1));
        same("open: winter", () -> monday.open(year).get(0), span("2024-01-08T08:00:00Z", "2024-01-08T16:00:00Z").toString());
        same("open: summer", () -> monday.open(year).get(25), span("2024-07-01T07:00:00Z", "2024-07-01T15:00:00Z").toString());

        Span autumn = span("2024-10-26T00:00:00Z", "2024-10-28T00:00:00Z");
        same("open: clocks set back", () -> hours("Europe/Berlin", DayOfWeek.SUNDAY, 60, 150).open(autumn),
                "[" + span("2024-10-26T23:00:00Z", "2024-10-27T01:30:00Z") + "]");

        Span week = span("2024-03-04T00:00:00Z", "2024-03-05T00:00:00Z");
        Hours york = hours("America/New_York", DayOfWeek.MONDAY, 9 * 60, 17 * 60);
        same("find: Berlin and New York", () -> Finder.find(List.of(monday, york), List.of(), week, 60, 30),
                "[2024-03-04T14:00:00Z, 2024-03-04T14:30:00Z, 2024-03-04T15:00:00Z]");
        if (failed > 0) System.exit(1);
    }
}
