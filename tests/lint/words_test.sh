#!/bin/sh
# Words that stand in no file: host names of package registries (whoever builds chooses those), paths of one machine,
# marks of unfinished work, and error texts that say nothing ("failed to").
set -eu
. "$SOURCE/tests/lint/lint.sh"

# Written in pieces, so that this file does not hold what it looks for.
hosts='registry\.(np''mjs|ya''rnpkg)|(np''mjs|py''pi|pythonh''osted|crat''es|deb''ian|ubu''ntu)\.(org|com|io)(/|\b)|repo1\.ma''ven|proxy\.gol''ang'
paths='(^|[^[:alnum:]_.~-])/(wo''rk|ho''me|Us''ers|ro''ot|mn''t)/[[:alnum:]]'
marks='\b(TO''DO|FIX''ME|XX''X|HA''CK)\b'
makers='\b(L''LM|chat''gpt|clau''de|open''ai|copi''lot|anthro''pic|language mo''del)\b|\bas an A''I\b'
empty='err_(set|wrap)\([^"]*"([^"]*\bfailed t''o\b|err''or:)'

files() { # ROOT: texts, without inputs and goldens, which say what the world says
	(cd "$1" && find . '(' -path ./.git -o -path ./build -o -path ./_build -o -path ./_inst -o -name autom4te.cache -o -name __pycache__ ')' -prune -o -type f -print |
		grep -v -E '^\./(examples/.*/evidence/|tests/(golden|fuzz/corpus|scenarios/data)/|aclocal\.m4|configure|Makefile\.in|LICENSE|build-aux/(ar-lib|compile|depcomp|install-sh|missing|test-driver))' |
		sed 's|^\./||' | sort)
}

# look WHAT PATTERN [GREP-OPTION]: on the files named on standard input
look() {
	xargs -r grep -n -I -E ${3:+"$3"} -e "$2" /dev/null | sed "s|^|$1: |" | grep .
}

check() {
	files "$1" >"$SCRATCH/files"
	bad=0
	cd "$1"
	look "host name of a registry" "$hosts" -i <"$SCRATCH/files" && bad=1
	look "path of one machine" "$paths" <"$SCRATCH/files" && bad=1
	look "mark of unfinished work" "$marks" <"$SCRATCH/files" && bad=1
	look "word that has no place here" "$makers" -i <"$SCRATCH/files" && bad=1
	grep '\.c$' "$SCRATCH/files" | look "error text that says nothing" "$empty" && bad=1
	cd "$SCRATCH"
	return "$bad"
}

copy() {
	mkdir -p "$1/base" "$1/docs"
}
plant_host() {
	echo "See https://registry.np""mjs.org/ajv." >"$1/docs/x.md"
	echo "host name of a registry: docs/x.md:1"
}
plant_path() {
	echo "cd /ho""me/me/bailiwick" >"$1/docs/x.md"
	echo "path of one machine: docs/x.md:1"
}
plant_mark() {
	echo "/* TO""DO */" >"$1/base/x.c"
	echo "mark of unfinished work: base/x.c:1"
}
plant_empty_error() {
	echo 'return err_set(e, "failed t''o open");' >"$1/base/x.c"
	echo "error text that says nothing: base/x.c:1"
}
lint_main host path mark empty_error
