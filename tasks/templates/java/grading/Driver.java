import heating.Clamp;
import java.util.List;

/** What the grader may call, as plain values. */
final class Driver {
    static Object call(String name, List<?> args) {
        if (!name.equals("clamp")) throw new IllegalArgumentException(name);
        return Clamp.clamp((Long) args.get(0), (Long) args.get(1), (Long) args.get(2));
    }
}
