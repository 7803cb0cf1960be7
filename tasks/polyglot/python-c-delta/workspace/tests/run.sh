#!/bin/sh
# Builds the library into a temporary folder, and runs the tests with it.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
gcc -std=c17 -Wall -Wextra -O2 -shared -fPIC -o "$out/libroll.so" native/roll.c
DELTA_LIB="$out/libroll.so" python3 -I -S -B -m unittest discover -s tests -t .
