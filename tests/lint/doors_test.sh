#!/bin/sh
# One door per library: doors.tsv says which file (or folder) may include its headers, so that replacing a library
# touches one place. A <header> that is neither there nor in C and POSIX is a library that came in by the window.
set -eu
. "$SOURCE/tests/lint/lint.sh"

plain='assert ctype dirent errno fcntl fenv float inttypes iso646 limits locale math poll signal stdalign stdarg
stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings sys/file sys/mman sys/random sys/resource
sys/stat sys/statvfs sys/time sys/types sys/wait threads time unistd wchar emmintrin immintrin arm_neon ftw glob
getopt spawn arpa/inet'

check() {
	table=$SOURCE/tests/lint/doors.tsv
	(cd "$1" && sources . | xargs grep -n '^[[:space:]]*#[[:space:]]*include[[:space:]]*<' /dev/null) | awk -v table="$table" -v plain="$plain" '
		BEGIN {
			while ((getline line < table) > 0)
				if (line !~ /^#/ && split(line, column, "\t") == 3) {
					header[++n] = column[1]; door[n] = column[2]; library[n] = column[3]
				}
			for (i = split(plain, name, /[ \n]+/); i > 0; i--)
				known[name[i] ".h"] = 1
		}
		{
			split($0, place, ":")
			text = $0
			sub(/^[^<]*</, "", text); sub(/>.*/, "", text)
			what = (text in known) ? "" : "<" text "> is of no library in tests/lint/doors.tsv"
			for (i = 1; i <= n; i++)
				if (text ~ "^" header[i])
					what = index(place[1], door[i]) == 1 ? "" : \
						"<" text "> (" library[i] ") may be included in " door[i] " only"
			if (what == "")
				next
			print place[1] ":" place[2] ": " what
			bad = 1
		}
		END { exit bad }'
}

plant_second_door() {
	echo '#include <sqlite3.h>' >>"$1/model/store.h"
	echo "<sqlite3.h> (SQLite) may be included in base/db.c only"
}
plant_unknown_library() {
	echo '#include <glib.h>' >>"$1/base/str.h"
	echo "<glib.h> is of no library"
}
lint_main second_door unknown_library
