#include "layout.hpp"

#include "breaks.hpp"
#include "words.hpp"

#include <stdexcept>

namespace layout {

std::string justified(const Line &line, const std::vector<Piece> &pieces, int missing, bool from_the_left);

std::vector<std::string> layout(std::string_view text, const Options &options) {
    if (options.width < 1 || options.indent < 0) throw std::invalid_argument("width is at least 1, indent at least 0");
    std::vector<std::string> lines;
    for (const Paragraph &paragraph : paragraphs(text)) {
        const std::vector<Piece> pieces = cut(paragraph);
        if (pieces.empty()) continue;
        if (!lines.empty()) lines.emplace_back();
        const std::vector<Line> best = breaks(pieces, options);
        for (std::size_t number = 0; number < best.size(); number++) {
            const bool widened = options.justify && number + 1 < best.size();
            const std::string indent(number == 0 ? static_cast<std::size_t>(options.indent) : 0, ' ');
            lines.push_back(indent + justified(best[number], pieces, widened ? options.width - best[number].used : 0, number % 2 == 0));
        }
    }
    return lines;
}

} // namespace layout
