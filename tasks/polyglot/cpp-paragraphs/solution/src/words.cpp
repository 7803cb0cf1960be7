#include "words.hpp"

#include "layout.hpp"

#include <algorithm>

namespace layout {

namespace {

struct Range {
    char32_t first, last;
};

constexpr Range NOTHING[] = {{0x300, 0x36f}, {0x200b, 0x200b}, {0xad, 0xad}};
constexpr Range WIDE[] = {{0x1100, 0x115f}, {0x2e80, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xff00, 0xff60}, {0x1f300, 0x1faff}, {0x20000, 0x3fffd}};

template <std::size_t size> bool among(char32_t character, const Range (&ranges)[size]) {
    for (const Range &range : ranges) {
        if (character >= range.first && character <= range.last) return true;
    }
    return false;
}

} // namespace

int columns(std::string_view text) {
    int sum = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto head = static_cast<unsigned char>(text[at]);
        const std::size_t size = head < 0x80 ? 1 : head < 0xe0 ? 2 : head < 0xf0 ? 3 : 4;
        char32_t character = size == 1 ? head : head & (0x7fU >> size);
        for (std::size_t more = 1; more < size; more++) character = character << 6 | (static_cast<unsigned char>(text[at + more]) & 0x3fU);
        sum += among(character, NOTHING) ? 0 : among(character, WIDE) ? 2 : 1;
        at += size;
    }
    return sum;
}

std::vector<Paragraph> paragraphs(std::string_view text) {
    std::vector<Paragraph> found(1);
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        bool blank = true;
        for (std::size_t at = 0; (at = line.find_first_not_of(" \t\r", at)) != std::string_view::npos; blank = false) {
            const std::size_t stop = std::min(line.find_first_of(" \t\r", at), line.size());
            found.back().emplace_back(line.substr(at, stop - at));
            at = stop;
        }
        if (blank && !found.back().empty()) found.emplace_back();
        begin = end + 1;
    }
    if (found.back().empty()) found.pop_back();
    return found;
}

} // namespace layout
