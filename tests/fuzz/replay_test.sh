#!/bin/sh
# Replays the corpus of every fuzz target, one case a file: a crash that was found once stays found.
set -eu

passed=0
failed=0
for target in "$SOURCE"/tests/fuzz/*.c; do
	name=$(basename "$target" .c)
	[ "$name" != replay ] || continue
	for input in "$SOURCE/tests/fuzz/corpus/$name"/*; do
		[ -f "$input" ] || continue
		if timeout 20 "$BUILD/tests/fuzz/${name}_replay" "$input"; then
			passed=$((passed + 1))
		else
			echo "$name ends badly on $input"
			failed=$((failed + 1))
		fi
	done
done
if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then
	echo "there is no fuzz corpus yet"
	exit 77
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
