#include "layout.hpp"

#include <iostream>

static int failed = 0;

static void same(const std::string &name, const std::vector<std::string> &lines, const std::vector<std::string> &expected) {
    if (lines == expected) {
        std::cout << "ok " << name << '\n';
        return;
    }
    failed = 1;
    std::cout << "FAILED " << name << '\n';
    for (const auto &line : expected) std::cout << "  expected |" << line << "|\n";
    for (const auto &line : lines) std::cout << "  laid out |" << line << "|\n";
}

int main() {
    using layout::layout;
    same("fits", layout("a b\n c", {.width = 10}), {"a b c"});
    same("paragraphs", layout("a\n \n\nb\n", {.width = 10}), {"a", "", "b"});
    same("as a whole", layout("aaa bb cc ddddd", {.width = 6}), {"aaa", "bb cc", "ddddd"});
    same("a soft hyphen", layout("long pa\u00adra\u00adgraph", {.width = 8}), {"long pa-", "ragraph"});
    same("no soft hyphen", layout("pa\u00adra\u00adgraph", {.width = 9}), {"paragraph"});
    same("wide characters", layout("\u4e2d\u6587 ab cd", {.width = 7}), {"\u4e2d\u6587 ab", "cd"});
    same("justified", layout("a b c dddddddd", {.width = 8, .justify = true}), {"a   b  c", "dddddddd"});
    if (layout::columns("e\u0301\u4e2d") != 3) failed = 1, std::cout << "FAILED columns\n";
    return failed;
}
