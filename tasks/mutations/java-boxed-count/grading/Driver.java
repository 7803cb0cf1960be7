import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import stock.Comparison;
import stock.Counts;
import stock.Reader;
import stock.Sheet;

/** What the grader may call, as plain values. */
final class Driver {
    static Object call(String name, List<?> args) throws Exception {
        try {
            Counts first = Reader.read((String) args.get(0));
            if (name.equals("read")) return first.text();
            Comparison comparison = new Comparison(first, Reader.read((String) args.get(1)));
            return switch (name) {
                case "sheet" -> Sheet.print(comparison);
                case "carry" -> comparison.carriedOver().text();
                case "all" -> {
                    Map<String, Object> all = new LinkedHashMap<>();
                    all.put("agreed", comparison.agreed());
                    all.put("remarks", new ArrayList<>(comparison.remarks()));
                    all.put("pieces", comparison.pieces());
                    all.put("carried", comparison.carriedOver().text());
                    yield all;
                }
                default -> throw new IllegalArgumentException(name);
            };
        } catch (Reader.WrongLine wrong) {
            return new ArrayList<>(List.of("wrong", wrong.getMessage()));
        }
    }
}
