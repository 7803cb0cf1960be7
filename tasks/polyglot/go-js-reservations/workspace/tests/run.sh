#!/bin/sh
# Builds the service into a temporary folder, and runs the tests of both sides.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
go test -vet=off ./service
go build -o "$out/service" ./service
SERVICE="$out/service" node --test tests/client.test.js
