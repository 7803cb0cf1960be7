#!/bin/sh
# Compiles the pool with the tests into a temporary folder, and runs them.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
gcc -std=c17 -Wall -Wextra -O1 -g -fsanitize=undefined -fno-sanitize-recover=all -Isrc -o "$out/tests" src/*.c tests/tests.c
"$out/tests"
