import heating.Clamp;

/** The tests; ends with 1 where one fails. */
final class Tests {
    public static void main(String[] arguments) {
        boolean within = Clamp.clamp(50, 20, 80) == 50;
        boolean above = Clamp.clamp(95, 20, 80) == 80;
        System.out.println("within " + within + ", above " + above);
        if (!within || !above) System.exit(1);
    }
}
