#!/bin/sh
# make bench: runs every tests/bench/*_bench.sh. Each prints ratios against a baseline that it measures in the same
# run, since seconds of one machine say little about another.
set -eu

BAILIWICK=${BAILIWICK:-$BUILD/bailiwick}
export SOURCE BUILD BAILIWICK
found=0
for bench in "$SOURCE"/tests/bench/*_bench.sh; do
	[ -f "$bench" ] || continue
	found=1
	echo "== $(basename "$bench" _bench.sh)"
	sh "$bench"
done
[ "$found" -eq 1 ] || echo "tests/bench/ holds no measurement yet"
