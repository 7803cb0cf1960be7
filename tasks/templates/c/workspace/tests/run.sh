#!/bin/sh
# Compiles the program with its tests into a temporary folder, and runs them.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
gcc -std=c17 -Wall -Wextra -g -Isrc -o "$out/tests" src/clamp.c tests/tests.c
"$out/tests"
