#include "words.hpp"

#include "layout.hpp"

#include <sstream>

namespace layout {

int columns(std::string_view text) {
    return static_cast<int>(text.size());
}

std::vector<Paragraph> paragraphs(std::string_view text) {
    std::vector<Paragraph> found(1);
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        bool blank = true;
        for (std::string word; words >> word; blank = false) found.back().push_back(word);
        if (blank && !found.back().empty()) found.emplace_back();
    }
    if (found.back().empty()) found.pop_back();
    return found;
}

} // namespace layout
