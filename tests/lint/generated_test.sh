#!/bin/sh
# Documents that the program writes and that are committed are the ones it writes today: generated.tsv names each with
# its command. The examples' evidence is what their generator writes today; their contracts are written by hand.
set -eu
. "$SOURCE/tests/lint/lint.sh"

if [ ! -x "$BAILIWICK" ]; then
	echo "the program is not built"
	exit 77
fi

skipped=0

# The words after a command's name are options of ours, without white space.
check() {
	while IFS="$(printf '\t')" read -r document arguments; do
		case $document in '#'* | '') continue ;; esac
		# shellcheck disable=SC2086
		if ! "$BAILIWICK" $arguments >"$SCRATCH/now" 2>/dev/null; then
			echo "skipped: this program has no \"bailiwick $arguments\""
			skipped=1
			continue
		fi
		diff -u "$1/$document" "$SCRATCH/now" >"$SCRATCH/difference" 2>&1 && continue
		echo "$document is old; write it with: bailiwick $arguments > $document"
		head -n 20 "$SCRATCH/difference"
		return 1
	done <"$SOURCE/tests/lint/generated.tsv"
	[ -f "$1/examples/generate.py" ] || return 0
	rm -rf "$SCRATCH/examples"
	mkdir "$SCRATCH/examples"
	python3 -B "$1/examples/generate.py" "$SCRATCH/examples" >"$SCRATCH/said" 2>&1 ||
		{ cat "$SCRATCH/said"; return 1; }
	for example in "$SCRATCH"/examples/*/; do
		[ -d "$example" ] || { echo "examples/generate.py writes no example"; return 1; }
		name=$(basename "$example")
		diff -r "$1/examples/$name/evidence" "$example/evidence" >"$SCRATCH/difference" 2>&1 && continue
		echo "examples/$name/evidence is not what examples/generate.py writes:"
		head -n 20 "$SCRATCH/difference"
		return 1
	done
}

copy() {
	mkdir -p "$1/docs"
	cp -R "$SOURCE/docs" "$1/"
	[ ! -d "$SOURCE/examples" ] || cp -R "$SOURCE/examples" "$1/"
}
plants=
[ ! -f "$SOURCE/examples/generate.py" ] || plants="$plants edited_example"
plant_edited_example() {
	answer=$(find "$1/examples" -path '*/evidence/*.json' | sort | head -n 1)
	echo >>"$answer"
	echo "is not what examples/generate.py writes"
}
if "$BAILIWICK" --help-man >/dev/null 2>&1; then plants="$plants old_manual"; fi
plant_old_manual() {
	echo '.\" edited by hand' >>"$1/docs/bailiwick.1"
	echo "docs/bailiwick.1 is old"
}
# shellcheck disable=SC2086 # one word a violation
lint_main $plants
