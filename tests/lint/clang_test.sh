#!/bin/sh
# The program builds without a warning under clang too; every other test runs on what gcc built.
set -eu
. "$SOURCE/tests/lint/lint.sh"

need clang clang

build=$SCRATCH/build
mkdir -p "$build"
cd "$build"
"$SOURCE/configure" --quiet --enable-werror --disable-hardening CC=clang CFLAGS=-O0
"$MAKE" --no-print-directory -s -j"$(getconf _NPROCESSORS_ONLN)" archives bailiwick
./bailiwick --version
cd "$SCRATCH"
rm -rf "$build"
