// Where the lines of a paragraph end.
#pragma once

#include "layout.hpp"
#include "words.hpp"

namespace layout {

/// What may not be broken; the next piece of the same word stands behind a soft hyphen.
struct Piece {
    std::string text;
    int columns;
    bool ends_word;
};

/// The pieces from `begin` to before `end`, which take so many columns, indent and `-` included.
struct Line {
    std::size_t begin, end;
    int used;
};

std::vector<Piece> cut(const Paragraph &paragraph);
std::vector<Line> breaks(const std::vector<Piece> &pieces, const Options &options);

} // namespace layout
