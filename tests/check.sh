#!/bin/sh
# Runs tests, keeps their logs, and closes with one line over all of their cases: "N passed, N failed".
#
# usage: SOURCE=... BUILD=... tests/check.sh TEST...
#        tests/check.sh --total RESULTS-FOLDER...
# A test is a program of the build folder or a script of the source folder. It gets
#   SOURCE     the project's root          BUILD   the build folder (also the working folder)
#   BAILIWICK  the program                 TOOLS   where test-only tools are installed
# and a fresh folder of its own, SCRATCH. It says how it went by a last line "N passed, N failed[, N skipped]", or
# else by its exit status: 0 passed, 77 skipped (its last line says why), anything else failed.
# T='pattern' chooses tests by name; JOBS=n runs n at a time; results are added up from BUILD/check.
set -eu

self=${SOURCE:-}/tests/check.sh
results=${BUILD:-}/check

# ---- one test ----

# The figures of a test: from its own closing line, if it has one, else from the exit status.
figures() { # LOG STATUS
	line=$(tail -n 1 "$1" | grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' || :)
	case $line,$2 in
	,0) echo 1 0 0 ;;
	,77) echo 0 0 1 ;;
	,*) echo 0 1 0 ;;
	*,0) echo "$line" | tr -cs '0-9' ' ' | awk '{ print $1, $2, $3 + 0 }' ;;
	# A failing status always counts, also when the closing line claims no failure.
	*) echo "$line" | tr -cs '0-9' ' ' | awk '{ print $1, ($2 > 0 ? $2 : 1), $3 + 0 }' ;;
	esac
}

run() { # TEST
	case $1 in
	*.sh) set -- "$1" sh "$SOURCE/$1" ;;
	*.py) set -- "$1" python3 -B "$SOURCE/$1" ;;
	*.mjs) set -- "$1" node "$SOURCE/$1" ;;
	*) set -- "$1" "$BUILD/$1" ;;
	esac
	name=$1
	shift
	log=$results/$name.log
	SCRATCH=$results/$name.scratch
	export SCRATCH
	mkdir -p "${log%/*}"
	rm -rf "$SCRATCH"
	mkdir "$SCRATCH"
	status=0
	timeout "${LIMIT:-900}" "$@" >"$log" 2>&1 </dev/null || status=$?
	[ "$status" -ne 124 ] || echo "stopped after ${LIMIT:-900} seconds" >>"$log"
	figures "$log" "$status" >"$results/$name.result"
	tell "$name" "$log"
}

tell() { # NAME LOG: one line; for a failure the log's end as well
	read -r passed failed skipped <"$results/$1.result"
	if [ "$failed" -gt 0 ]; then
		printf 'FAIL %-50s see %s\n' "$1" "$2"
		tail -n 40 "$2" | sed 's/^/     | /'
	elif [ "$passed" -eq 0 ] && [ "$skipped" -gt 0 ]; then
		printf 'skip %-50s %s\n' "$1" "$(tail -n 1 "$2")"
	else
		printf 'ok   %-50s %d passed%s\n' "$1" "$passed" "$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
	fi
}

# ---- all of them ----

chosen() { # TEST...: those whose name fits $T
	for test in "$@"; do
		# shellcheck disable=SC2254 # the pattern is meant to be one
		case $test in ${T:-*}) echo "$test" ;; esac
	done
}

total() { # RESULTS-FOLDER...
	find "$@" -name '*.result' -exec cat {} + |
		awk '{ p += $1; f += $2; s += $3 }
		     END { printf "%d passed, %d failed%s\n", p, f, (s ? ", " s " skipped" : ""); exit (f > 0 || p == 0) }'
}

case ${1:-} in
--one)
	run "$2"
	exit 0
	;;
--total) # over the results of several builds
	shift
	total "$@"
	exit
	;;
esac

SOURCE=$(cd "$SOURCE" && pwd)
BAILIWICK=${BAILIWICK:-$BUILD/bailiwick}
TOOLS=${TOOLS:-$BUILD/tools}
# Tools that ./run test has installed come first; no test may depend on the language or the zone of the machine.
PATH=$TOOLS/bin:$PATH
LC_ALL=C.UTF-8
TZ=UTC
export SOURCE BUILD BAILIWICK TOOLS PATH LC_ALL TZ

rm -rf "$results"
mkdir -p "$results"
chosen "$@" >"$results/list"
JOBS=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
xargs -P "$JOBS" -n 1 sh "$self" --one <"$results/list"
total "$results"
