#!/bin/sh
# Compiles the program with its tests into a temporary folder, and runs them.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
g++ -std=c++20 -Wall -Wextra -g -Isrc -o "$out/tests" src/clamp.cpp tests/tests.cpp
"$out/tests"
