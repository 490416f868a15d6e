#!/bin/sh
# make coverage: runs the tests on an instrumented build in BUILD/coverage and prints the share of lines run, folder
# by folder. Fails under the floors of tests/coverage-floors, which only rise.
set -eu

build=$BUILD/coverage
mkdir -p "$build"
cd "$build"
[ -f Makefile ] || "$SOURCE/configure" --quiet --disable-hardening CC=gcc CFLAGS='-g -O0 --coverage'
find . -name '*.gcda' -delete
TOOLS=${TOOLS:-$BUILD/tools}
export TOOLS
# One test at a time: two processes that write the same counters would lose some.
JOBS=1 "$MAKE" --no-print-directory check T="${T:-tests/[!l]*}" || :

# gcov names each file once a translation unit; a line counts once, by its own .c file.
find . -name '*.gcda' | sort | xargs gcov -n 2>/dev/null |
	awk -v root="$SOURCE/" '
		/^File/ { file = $0; gsub(/^File .|.$/, "", file); sub(root, "", file) }
		/^Lines executed:/ && file ~ /^(base|model|collectors|analyzers|renderers|cli)\/.*\.c$/ && !seen[file]++ {
			split($0, part, /[:% ]+/)
			folder = file; sub(/\/[^\/]*$/, "", folder)
			run[folder] += part[3] * part[5] / 100; all[folder] += part[5]
		}
		END { for (folder in all) printf "%-20s %5.1f %7d\n", folder, 100 * run[folder] / all[folder], all[folder] }
	' | sort >shares

echo "folder               %     lines"
cat shares
awk '
	NR == FNR { if ($0 !~ /^#/ && NF) floor[$1] = $2; next }
	$1 in floor && $2 + 0 < floor[$1] + 0 {
		printf "%s: %.1f %% of lines are run by tests, its floor is %.1f %%\n", $1, $2, floor[$1]; bad = 1
	}
	END { exit bad }
' "$SOURCE/tests/coverage-floors" shares
