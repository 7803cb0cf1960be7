#include "breaks.hpp"

namespace layout {

std::string justified(const Line &line, const std::vector<Piece> &pieces, int missing, bool from_the_left) {
    int gaps = 0;
    for (std::size_t at = line.begin; at + 1 < line.end; at++) gaps += pieces[at].ends_word ? 1 : 0;
    if (missing < 0 || gaps == 0) missing = 0;
    std::string text;
    int gap = 0;
    for (std::size_t at = line.begin; at < line.end; at++) {
        text += pieces[at].text;
        if (at + 1 == line.end) {
            if (!pieces[at].ends_word) text += '-';
        } else if (pieces[at].ends_word) {
            const int place = from_the_left ? gap : gaps - 1 - gap;
            text.append(static_cast<std::size_t>(1 + missing / gaps + (place < missing % gaps ? 1 : 0)), ' ');
            gap++;
        }
    }
    return text;
}

} // namespace layout
