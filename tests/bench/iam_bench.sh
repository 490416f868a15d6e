#!/bin/sh
# Speed of the policy engine (tests/bench/iam.c). IAM_POLICIES may name a file with one policy document a line.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
pkg_libs=$(sed -n 's/^BASE_LIBS = //p' "$BUILD/Makefile")
# shellcheck disable=SC2086 # a list of options
${CC:-cc} -O2 -std=gnu11 -D_GNU_SOURCE= -I"$SOURCE" -o "$scratch/iam" "$SOURCE/tests/bench/iam.c" \
	"$BUILD/libanalyzers_iam.a" "$BUILD/libbase.a" $pkg_libs -lm -lpthread

"$scratch/iam" "$SOURCE"/tests/scenarios/iam/*.ndjson ${IAM_POLICIES:+--policies "$IAM_POLICIES"}

# Containment of random pairs and one expansion over the whole table (tests/bench/iam_sets.c).
# shellcheck disable=SC2086
${CC:-cc} -O2 -std=gnu11 -D_GNU_SOURCE= -I"$SOURCE" -o "$scratch/iam_sets" "$SOURCE/tests/bench/iam_sets.c" \
	"$BUILD/libanalyzers_iam.a" "$BUILD/libbase.a" $pkg_libs -lm -lpthread
"$scratch/iam_sets" ${IAM_PAIRS:+"$IAM_PAIRS"}
