#!/bin/sh
# Compiles everything but main.cpp with the tests into a temporary folder, and runs them.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
sources=$(find src -name '*.cpp' ! -name main.cpp)
g++ -std=c++20 -Wall -Wextra -O1 -Isrc -o "$out/tests" $sources tests/tests.cpp
"$out/tests"
