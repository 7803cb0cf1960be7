// layout [WIDTH [INDENT]]: lays out standard input.

#include "layout.hpp"

#include <cstdlib>
#include <iostream>
#include <iterator>

int main(int count, char **arguments) {
    layout::Options options;
    if (count > 1) options.width = std::atoi(arguments[1]);
    if (count > 2) options.indent = std::atoi(arguments[2]);
    const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    for (const std::string &line : layout::layout(text, options)) std::cout << line << '\n';
}
