#!/bin/sh
# CloudTrail: scanning, rolling up and collecting against inflating alone, on four made-up archives; then whole
# programs on the same files: `zcat | jq`, and DuckDB where python3 has it.
# BENCH_REPETITIONS (7) and BENCH_OBJECTS (of the largest archive, 60) make it longer or shorter.
set -eu

repetitions=${BENCH_REPETITIONS:-7}
objects=${BENCH_OBJECTS:-60}
folder=$BUILD/bench
mkdir -p "$folder"

make_archive() { # SHAPE OBJECTS
	[ ! -f "$folder/$1-$2.done" ] || return 0
	rm -rf "${folder:?}/$1"
	"$BUILD/tests/bench/trail_corpus" "$folder/$1" "$1" "$2"
	gzip -6 -r "$folder/$1"
	: >"$folder/$1-$2.done"
}

for archive in "big $objects" "mid $((objects * 10))" "tiny $((objects * 100))" "same $((objects * 20))"; do
	shape=${archive% *}
	make_archive "$shape" "${archive#* }"
	echo "-- $shape"
	"$BUILD/tests/bench/trail_bench" "$folder/$shape" "$repetitions"
done

python3 "$SOURCE/tests/bench/peers.py" "$folder/big" "$BAILIWICK"
