#!/bin/sh
# Analyzers and renderers touch no clock, network, environment, locale or chance: the same input gives the same bytes.
# Looks at what their archives import. impure.txt lists the functions and why.
set -eu
. "$SOURCE/tests/lint/lint.sh"

need nm binutils

copy() {
	mkdir -p "$1/build"
}

# BUILD for the project itself; ROOT/build for a planted copy.
check() {
	if [ "$1" = "$SOURCE" ]; then archives=$BUILD; else archives=$1/build; fi
	found=0
	: >"$SCRATCH/imports"
	for archive in "$archives"/libanalyzers*.a "$archives"/librenderers*.a; do
		[ -f "$archive" ] || continue
		found=1
		nm -A -u "$archive" >>"$SCRATCH/imports" 2>/dev/null || :
	done
	[ "$found" -eq 1 ] || { echo "there is no archive of analyzers or renderers in $archives"; return 1; }
	awk -v list="$SOURCE/tests/lint/impure.txt" '
		BEGIN {
			while ((getline line < list) > 0)
				if (line !~ /^#/ && match(line, /: /)) {
					why = substr(line, 1, RSTART - 1)
					for (i = split(substr(line, RSTART + 2), name, " "); i > 0; i--)
						impure[name[i]] = why
				}
		}
		{ symbol = $NF; sub(/@.*/, "", symbol); sub(/^__isoc99_|^__/, "", symbol); sub(/_chk$/, "", symbol) }
		symbol in impure { where = $1; sub(/.*\//, "", where); print where " calls " symbol ": " impure[symbol]; bad = 1 }
		END { exit bad }' "$SCRATCH/imports"
}

archive() { # ROOT ARCHIVE C-TEXT
	printf '%s\n' "$3" >"$1/build/planted.c"
	${CC:-cc} -c -o "$1/build/planted.o" "$1/build/planted.c"
	ar cr "$1/build/$2" "$1/build/planted.o"
}
plant_clock() {
	archive "$1" libanalyzers.a '#include <time.h>
	long f(void); long f(void) { return (long)time(0); }'
	echo "calls time: clock"
}
plant_environment() {
	archive "$1" librenderers.a '#include <stdlib.h>
	char *f(void); char *f(void) { return getenv("HOME"); }'
	echo "calls getenv: environment"
}
plant_network() {
	archive "$1" librenderers_pdf.a '#include <sys/socket.h>
	int f(void); int f(void) { return socket(0, 0, 0); }'
	echo "calls socket: network"
}
plant_locale() {
	archive "$1" libanalyzers_iam.a '#include <string.h>
	int f(const char *a); int f(const char *a) { return strcoll(a, "b"); }'
	echo "calls strcoll: locale"
}
lint_main clock environment network locale
