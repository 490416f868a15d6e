#!/bin/sh
# C looks as .clang-format says (version 14, since versions differ); every text ends its lines cleanly.
set -eu
. "$SOURCE/tests/lint/lint.sh"

need clang-format-14 clang-format-14

copy() {
	mkdir -p "$1/base" "$1/model"
	cp "$SOURCE/.clang-format" "$1/"
	cp "$SOURCE/base/str.h" "$1/base/"
}

texts() { # ROOT
	(cd "$1" && find . '(' -path './.git' -o -path './build' -o -path './_build' -o -path './_inst' -o -name autom4te.cache -o -name __pycache__ ')' -prune -o -type f '(' \
		-name '*.[ch]' -o -name '*.sql' -o -name '*.sh' -o -name '*.md' -o -name '*.py' -o -name '*.rng' \
		-o -name '*.am' -o -name '*.ac' -o -name '*.yaml' -o -name '*.xhtml' -o -name '*.xml' ')' -print |
		grep -v -E '^\./(examples/.*/evidence|tests/(golden|fuzz/corpus))/|aclocal\.m4' | sed 's|^\./||' | sort)
}

check() {
	bad=0
	(cd "$1" && sources . | xargs -r clang-format-14 --dry-run --Werror) 2>&1 | grep -E '(error|warning):' && bad=1
	(cd "$1" && texts . | xargs -r grep -n -E '[[:blank:]]+$|'"$(printf '\r')"'$' /dev/null) |
		sed 's/$/<- white space at the end/' | grep . && bad=1
	(cd "$1" && texts . | while read -r file; do
		[ -z "$(tail -c 1 "$file")" ] || echo "$file: the last line has no end"
	done) | grep . && bad=1
	return "$bad"
}

plant_indentation() {
	printf 'int f(void);\nint f(void)\n{\n  return 1;\n}\n' >"$1/base/f.c"
	echo "base/f.c:3"
}
plant_trailing_space() {
	printf 'SELECT 1; \n' >"$1/model/x.sql"
	echo "model/x.sql:1"
}
plant_no_last_newline() {
	printf 'SELECT 1;' >"$1/model/x.sql"
	echo "the last line has no end"
}
lint_main indentation trailing_space no_last_newline
