#!/bin/sh
# The lists of files in build-aux/sources.am are those that build-aux/list-sources finds: a file that is missing from
# its list would silently be left out of the program, of the tests or of a release.
set -eu
. "$SOURCE/tests/lint/lint.sh"

check() {
	sh "$1/build-aux/list-sources" "$1" >"$SCRATCH/found"
	diff "$1/build-aux/sources.am" "$SCRATCH/found" >"$SCRATCH/difference" && return 0
	echo "build-aux/sources.am is old (run build-aux/list-sources); < listed, > there:"
	cat "$SCRATCH/difference"
	return 1
}

copy() {
	cp -R "$SOURCE/base" "$SOURCE/model" "$SOURCE/build-aux" "$1/"
	sh "$1/build-aux/list-sources"
}
plant_new_source() {
	echo 'int x;' >"$1/base/forgotten.c"
	echo "base/forgotten.c"
}
plant_removed_schema() {
	rm "$1/model/schema.sql"
	echo "model/schema.sql"
}
lint_main new_source removed_schema
