#!/bin/sh
# An audit of an example in all formats, and of a folder of damaged files, under valgrind: no error, nothing lost.
set -eu

if [ -n "${SANITIZED:-}" ]; then
	echo "the sanitizers look at this build already"
	exit 77
fi
if ! command -v valgrind >/dev/null; then
	echo "valgrind is not installed"
	exit 77
fi

example=$SOURCE/examples/agency-handover
passed=0
failed=0

# Done is 0, 1 or 3: clean, findings, incomplete evidence.
audited() { # NAME FROM FORMATS
	status=0
	valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect \
		--errors-for-leak-kinds=definite,indirect --log-file="$SCRATCH/$1.valgrind" \
		"$BAILIWICK" audit --from "$2" --engagement "$example/engagement.yaml" --evidence "$SCRATCH/$1.evidence" \
		--output "$SCRATCH/$1.reports" --format "$3" >"$SCRATCH/$1.told" 2>&1 || status=$?
	case $status in
	0 | 1 | 3) passed=$((passed + 1)) ;;
	*)
		echo "$1: exit status $status"
		cat "$SCRATCH/$1.valgrind" "$SCRATCH/$1.told"
		failed=$((failed + 1))
		;;
	esac
}

# One file of each kind of the example, whole, cut in the middle, packed and cut, with a byte turned.
damage() { # FOLDER
	mkdir -p "$1"
	find "$example/evidence" -type f | LC_ALL=C sort | awk -F/ '
		{ kind = $NF; sub(/[0-9]+_CloudTrail.*/, "log", kind); sub(/-AK.*|--.*/, "", kind) }
		!(kind in seen) { seen[kind] = 1; print }' | head -n 16 >"$SCRATCH/list"
	n=0
	while read -r file; do
		n=$((n + 1))
		size=$(wc -c <"$file")
		cp "$file" "$1/$n.whole"
		head -c $((size / 2)) "$file" >"$1/$n.cut"
		gzip -c "$file" | head -c $((size / 4 + 12)) >"$1/$n.packed"
		{ head -c $((size / 3)) "$file" && printf '\377' && tail -c +$((size / 3 + 2)) "$file"; } >"$1/$n.turned"
	done <"$SCRATCH/list"
	: >"$1/empty"
	printf '\037\213' >"$1/gzip"
	printf '{"Records":[{"eventTime":"0000-00-00T00:00:00Z","eventVersion":"1.11","eventName":"\\ud800"}]}' >"$1/record"
}

audited example "$example/evidence" pdf,html,json,csv
damage "$SCRATCH/damaged"
audited damaged "$SCRATCH/damaged" json,csv
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
