#!/bin/sh
# cppcheck finds nothing. Results of unchanged files are kept in BUILD, so the second run takes seconds.
set -eu
. "$SOURCE/tests/lint/lint.sh"

need cppcheck cppcheck

copy() {
	mkdir -p "$1/base"
}

check() {
	kept=$BUILD/cppcheck
	[ "$1" = "$SOURCE" ] || kept=$SCRATCH/kept
	mkdir -p "$kept"
	folders=$(cd "$1" && ls -d base model collectors analyzers renderers cli 2>/dev/null || :)
	# shellcheck disable=SC2086 # one word a folder
	(cd "$1" && cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
		--suppress=missingIncludeSystem --suppress=ctuuninitvar --error-exitcode=1 --cppcheck-build-dir="$kept" -I . $folders) 2>&1
}

plant_bounds() {
	printf 'int f(void);\nint f(void)\n{\n\tint a[2] = {1, 2};\n\treturn a[5];\n}\n' >"$1/base/f.c"
	echo "arrayIndexOutOfBounds"
}
lint_main bounds
