// Text laid out in lines; see docs/LAYOUT.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace layout {

struct Options {
    int width = 72;
    int indent = 0;
    bool justify = false;
};

/// How many columns the text takes.
int columns(std::string_view text);

/// The lines of the text.
std::vector<std::string> layout(std::string_view text, const Options &options);

} // namespace layout
