// Paragraphs and their words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace layout {

using Word = std::string;
using Paragraph = std::vector<Word>;

std::vector<Paragraph> paragraphs(std::string_view text);

} // namespace layout
