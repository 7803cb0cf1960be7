import stock.Comparison;
import stock.Reader;
import stock.Sheet;

/** The tests; ends with 1 where one fails. */
final class Tests {
    private static int failed;

    private static void sheet(String name, String first, String second, String expected) throws Exception {
        String printed = Sheet.print(new Comparison(Reader.read(first), Reader.read(second)));
        if (printed.equals(expected)) {
            System.out.println("ok " + name);
            return;
        }
        failed++;
        System.out.println("FAILED " + name + "\nexpected:\n" + expected + "printed:\n" + printed);
    }

    public static void main(String[] arguments) throws Exception {
        sheet("the small shop", "screws 90\nhooks 7\n", "hooks 7\nscrews 90\n", "agreed: 2 items, 97 pieces\n");
        sheet("several shelves", "screws 40\nscrews 50\n", "screws 90\n", "agreed: 1 items, 90 pieces\n");
        sheet("a difference", "hooks 7\n", "hooks 8\n", "recount hooks: 7 and 8\n1 of 1 items to recount\n");
        sheet("nothing is nothing", "hooks 0\nnuts 1\n", "nuts 1\n", "agreed: 1 items, 1 pieces\n");
        sheet("one list alone", "hooks 3\n", "", "missing on the second list: hooks (3)\n1 of 1 items to recount\n");
        sheet("the warehouse", "nails 400\n", "nails 400\n", "agreed: 1 items, 400 pieces\n");
        if (failed > 0) System.exit(1);
    }
}
