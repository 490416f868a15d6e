#!/bin/sh
# bailiwick controls: the list is sorted and whole, a control is printed as it is run, mistakes are told.
set -eu

failed=0
passed=0
check() { # WHAT STATUS
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		echo "not so: $1"
		failed=$((failed + 1))
	fi
}
is() { # WHAT COMMAND...
	what=$1
	shift
	status=0
	"$@" || status=1
	check "$what" "$status"
}

"$BAILIWICK" controls list >"$SCRATCH/list"
cut -d ' ' -f 1 "$SCRATCH/list" >"$SCRATCH/ids"
find "$SOURCE/analyzers/controls" -name '*.sql' | sed 's|.*/||; s|\.sql$||' | LC_ALL=C sort >"$SCRATCH/files"
is "every control file is listed, by id" cmp "$SCRATCH/ids" "$SCRATCH/files"

"$BAILIWICK" controls show ho-20 >"$SCRATCH/shown"
is "the control shown is its file" cmp "$SCRATCH/shown" "$SOURCE/analyzers/controls/HO/HO-20.sql"

status=0
"$BAILIWICK" controls show HO-99 2>"$SCRATCH/said" || status=$?
is "an unknown control ends with status 2" test "$status" -eq 2
is "and is named" grep -q 'there is no control HO-99' "$SCRATCH/said"

status=0
"$BAILIWICK" controls print 2>"$SCRATCH/said" || status=$?
is "an unknown word ends with status 2" test "$status" -eq 2

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
