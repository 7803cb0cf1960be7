package stock;

import java.util.List;

/** The sheet that is signed. */
public final class Sheet {
    private Sheet() {}

    public static String print(Comparison comparison) {
        List<String> remarks = comparison.remarks();
        StringBuilder out = new StringBuilder();
        remarks.forEach(remark -> out.append(remark).append('\n'));
        if (comparison.agreed()) {
            out.append("agreed: ").append(comparison.items()).append(" items, ").append(comparison.pieces()).append(" pieces");
        } else {
            out.append(remarks.size()).append(" of ").append(comparison.items()).append(" items to recount");
        }
        return out.append('\n').toString();
    }
}
