#!/bin/sh
# make sanitize: builds everything once more with ASan and UBSan, in BUILD/sanitize, and runs its tests there.
# The lint tests look at sources and are not repeated. T='pattern' chooses tests by name.
set -eu

build=$BUILD/sanitize
mkdir -p "$build"
cd "$build"
[ -f Makefile ] || "$SOURCE/configure" --quiet --enable-werror --disable-hardening \
	CFLAGS='-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all'

# One fault ends a program, so that no test passes over it.
ASAN_OPTIONS=abort_on_error=0:detect_leaks=1:strict_string_checks=1
UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
TOOLS=${TOOLS:-$BUILD/tools}
SANITIZED=1
export ASAN_OPTIONS UBSAN_OPTIONS TOOLS SANITIZED
"$MAKE" --no-print-directory -j"$(getconf _NPROCESSORS_ONLN)" check T="${T:-tests/[!l]*}"
