#!/bin/sh
# make fuzz T=name S=seconds: builds with clang's fuzzer in BUILD/fuzz and runs the target tests/fuzz/<name>.c.
# Inputs that are new stay in BUILD/fuzz/corpus/<name>. A crash becomes a file of tests/fuzz/corpus/<name>/ in the
# change that mends it: from then on every test run replays it.
set -eu

if [ -z "$T" ] || [ ! -f "$SOURCE/tests/fuzz/$T.c" ]; then
	echo "usage: make fuzz T=name S=seconds, where name is one of:"
	find "$SOURCE/tests/fuzz" -maxdepth 1 -name '*.c' ! -name replay.c 2>/dev/null |
		sed 's|.*/||; s|\.c$||' | sort
	exit 2
fi

build=$BUILD/fuzz
mkdir -p "$build/corpus/$T" "$build/crashes"
cd "$build"
flags='-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all'
[ -f Makefile ] || "$SOURCE/configure" --quiet --disable-hardening CC=clang \
	CFLAGS="$flags -fsanitize=fuzzer-no-link"
"$MAKE" --no-print-directory -j"$(getconf _NPROCESSORS_ONLN)" archives
"$MAKE" --no-print-directory fuzzer TARGET="$T"

seeds=$SOURCE/tests/fuzz/corpus/$T
[ -d "$seeds" ] || seeds=
# shellcheck disable=SC2086 # no seeds is no argument
exec "./tests/fuzz/${T}_fuzzer" -max_total_time="$S" -timeout=10 -rss_limit_mb=4096 \
	-artifact_prefix=crashes/ "corpus/$T" $seeds
