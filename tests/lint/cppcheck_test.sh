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
	folders=$(cd "$1" && ls -d base model collectors analyzers renderers cli 2>/dev/null)
	# shellcheck disable=SC2086 # one word a folder
	(cd "$1" && cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
		--suppress=missingIncludeSystem --error-exitcode=1 --cppcheck-build-dir="$kept" -I . $folders) 2>&1
}

plant_leak() {
	printf '#include <stdlib.h>\nint f(int n);\nint f(int n)\n{\n\tint *a = malloc(4);\n\tif (a == NULL)\n\t\treturn 0;\n\t*a = n;\n\treturn *a;\n}\n' >"$1/base/f.c"
	echo "memleak"
}
lint_main leak
