#!/bin/sh
# Compiles the program with its tests into a temporary folder, and runs them.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
javac -J-Xmx512m -J-XX:CompressedClassSpaceSize=64m -proc:none -d "$out" $(find src tests -name '*.java')
java -Xmx256m -XX:CompressedClassSpaceSize=64m -cp "$out" Tests
