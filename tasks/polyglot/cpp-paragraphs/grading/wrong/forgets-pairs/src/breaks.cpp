#include "breaks.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

namespace layout {

namespace {

struct Choice {
    long long cost = std::numeric_limits<long long>::max();
    std::size_t lines = 0, end = 0;
    int used = 0;
};

} // namespace

std::vector<Piece> cut(const Paragraph &paragraph) {
    static const std::string SOFT = "\u00ad";
    std::vector<Piece> pieces;
    for (const Word &word : paragraph) {
        const std::size_t before = pieces.size();
        for (std::size_t at = 0; at <= word.size();) {
            const std::size_t stop = std::min(word.find(SOFT, at), word.size());
            if (stop > at) pieces.push_back({word.substr(at, stop - at), columns(word.substr(at, stop - at)), false});
            at = stop + SOFT.size();
        }
        if (pieces.size() > before) pieces.back().ends_word = true;
    }
    return pieces;
}

std::vector<Line> breaks(const std::vector<Piece> &pieces, const Options &options) {
    // best[at][hyphen]: the best way from piece `at` on, where the line before ended with an added hyphen or not.
    std::vector<std::array<Choice, 2>> best(pieces.size() + 1);
    best[pieces.size()] = {Choice{0, 0, 0, 0}, Choice{0, 0, 0, 0}};
    for (std::size_t at = pieces.size(); at-- > 0;) {
        int used = at == 0 ? options.indent : 0;
        for (std::size_t end = at + 1; end <= pieces.size(); end++) {
            const Piece &piece = pieces[end - 1];
            if (end > at + 1 && pieces[end - 2].ends_word) used++;
            used += piece.columns;
            // Pieces of no columns may follow, so one that is too wide does not end the search until a second one is.
            const bool hyphen = !piece.ends_word;
            const int whole = used + (hyphen ? 1 : 0);
            if (whole > options.width && end > at + 1) {
                if (used > options.width) break;
                continue;
            }
            const long long left = end == pieces.size() ? 0 : std::max(0, options.width - whole);
            for (int before = 0; before < 2; before++) {
                const Choice &rest = best[end][hyphen ? 1 : 0];
                const long long cost = left * left + (hyphen ? 50 + 0 * before : 0) + rest.cost;
                Choice &known = best[at][static_cast<std::size_t>(before)];
                const auto rank = [](const Choice &choice) { return std::make_tuple(choice.cost, choice.lines, -choice.used, -static_cast<long long>(choice.end)); };
                const Choice choice{cost, rest.lines + 1, end, whole};
                if (rank(choice) < rank(known)) known = choice;
            }
        }
    }
    std::vector<Line> lines;
    std::size_t hyphen = 0;
    for (std::size_t at = 0; at < pieces.size(); at = lines.back().end) {
        const Choice &choice = best[at][hyphen];
        lines.push_back({at, choice.end, choice.used});
        hyphen = pieces[choice.end - 1].ends_word ? 0 : 1;
    }
    return lines;
}

} // namespace layout
