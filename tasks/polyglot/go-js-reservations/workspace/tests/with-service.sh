#!/bin/sh
# with-service.sh SERVICE COMMAND…: runs the command with the URL of a service behind it, which has the files stock and faults of the current folder.
service=$1
shift
out=$(mktemp)
"$service" stock faults >"$out" &
pid=$!
trap 'kill $pid; rm -f "$out"' EXIT
while [ ! -s "$out" ]; do
    kill -0 $pid || exit 99
    sleep 0.02
done
"$@" "$(cat "$out")"
