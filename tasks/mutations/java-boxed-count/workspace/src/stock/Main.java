package stock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code stock.Main FIRST SECOND} prints the sheet. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        try {
            Counts first = Reader.read(Files.readString(Path.of(arguments[0])));
            Counts second = Reader.read(Files.readString(Path.of(arguments[1])));
            System.out.print(Sheet.print(new Comparison(first, second)));
        } catch (Reader.WrongLine wrong) {
            System.err.println("error: " + wrong.getMessage());
            System.exit(1);
        }
    }
}
