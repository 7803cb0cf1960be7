package heating;

/** Numbers within bounds. */
public final class Clamp {
    private Clamp() {}

    /** `number`, or the bound that it is beyond. */
    public static long clamp(long number, long low, long high) {
        return number;
    }
}
