#!/bin/sh
# Shell scripts are clean under shellcheck.
set -eu
. "$SOURCE/tests/lint/lint.sh"

need shellcheck shellcheck

copy() {
	mkdir -p "$1/tests"
}

check() {
	# A gate for warnings; notes on style are for the reader's taste. Left out as well:
	# SC2046: lists of words split on purpose. SC2034: variables of sourced files. SC1091, SC2154: files that are sourced, and the variables that tests/check.sh hands to every test.
	(cd "$1" && grep -rlE -m1 '^#!/bin/(ba)?sh' run .ci build-aux tests examples 2>/dev/null |
		grep -v -E '^build-aux/(ar-lib|compile|depcomp|install-sh|missing|test-driver)$|~$' | sort |
		xargs -r shellcheck -S warning -e SC1091,SC2154,SC2046,SC2034 -f gcc)
}

plant_unquoted() {
	printf '#!/bin/sh\ncd /x\n' >"$1/tests/x.sh"
	echo "SC2164"
}
lint_main unquoted
