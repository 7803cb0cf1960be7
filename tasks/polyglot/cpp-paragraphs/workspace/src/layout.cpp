#include "layout.hpp"

#include "words.hpp"

namespace layout {

std::vector<std::string> layout(std::string_view text, const Options &options) {
    std::vector<std::string> lines;
    for (const Paragraph &paragraph : paragraphs(text)) {
        if (!lines.empty()) lines.emplace_back();
        std::string line(static_cast<std::size_t>(options.indent), ' ');
        bool fresh = true;
        for (const Word &word : paragraph) {
            if (!fresh && columns(line) + 1 + columns(word) > options.width) {
                lines.push_back(line);
                line.clear();
                fresh = true;
            }
            line += (fresh ? "" : " ") + word;
            fresh = false;
        }
        lines.push_back(line);
    }
    return lines;
}

} // namespace layout
