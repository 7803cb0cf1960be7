import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Answers the grader's questions, read from descriptor 3, on descriptor 4, by calling the task's driver.
 *
 * <p>Runs in the child, beside candidate code: nothing here is a defence, and nothing is known here but inputs.
 */
final class Harness {
    private Harness() {}

    public static void main(String[] arguments) throws Exception {
        try (var questions = new BufferedReader(
                        new InputStreamReader(new FileInputStream("/dev/fd/3"), StandardCharsets.UTF_8));
                OutputStream answers = new FileOutputStream("/dev/fd/4")) {
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                Map<?, ?> question = (Map<?, ?>) Json.read(line);
                String said = "{\"id\":" + Json.write(question.get("id")) + "," + answer(question) + "}\n";
                answers.write(said.getBytes(StandardCharsets.UTF_8));
            }
        }
        // Threads that the candidate left running do not keep the child alive.
        Runtime.getRuntime().halt(0);
    }

    private static String answer(Map<?, ?> question) {
        try {
            return "\"value\":" + Json.write(Driver.call((String) question.get("call"), (List<?>) question.get("args")));
        } catch (Throwable problem) {
            String name = problem.getClass().getSimpleName();
            return "\"raises\":" + Json.write(name.isEmpty() ? "Throwable" : name);
        }
    }
}
