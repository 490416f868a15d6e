#!/bin/sh
# Functions of at most 60 lines and complexity of at most 15. shape.allow names those that may be larger; an entry that
# is no longer needed must go, and there may never be more than `most`, which only falls.
set -eu
. "$SOURCE/tests/lint/lint.sh"

need pmccabe pmccabe
most=1

check() {
	allow=$1/tests/lint/shape.allow
	[ -f "$allow" ] || allow=/dev/null
	# pmccabe: modified complexity, plain complexity, statements, first line, lines, file(line): function. A table
	# of the tests is no function, so only names count that are followed by nothing.
	(cd "$1" && sources . | grep '\.c$' | xargs -r pmccabe) 2>/dev/null | awk -v allow="$allow" -v most="$most" '
		BEGIN {
			while ((getline line < allow) > 0)
				if (line !~ /^#/ && line != "") { allowed[line] = 1; n++ }
			if (n > most) { print "tests/lint/shape.allow has " n " entries; there may be " most; bad = 1 }
		}
		{
			file = $6; sub(/\(.*/, "", file)
			large = ""
			if ($5 > 60) large = $5 " lines (60 at most)"
			if ($1 > 15) large = large (large ? ", " : "") "complexity " $1 " (15 at most)"
			if (large == "") next
			entry = file " " $7
			if (entry in allowed) { used[entry] = 1; next }
			print file ":" $4 ": " $7 " has " large
			bad = 1
		}
		END {
			for (entry in allowed)
				if (!(entry in used)) { print "tests/lint/shape.allow: no longer needed: " entry; bad = 1 }
			exit bad
		}'
}

plant_long() {
	awk 'BEGIN { print "int f(int i)\n{"; for (i = 0; i < 60; i++) print "\ti++;"; print "\treturn i;\n}" }' >"$1/base/f.c"
	echo "base/f.c:1: f has 64 lines"
}
plant_branchy() {
	awk 'BEGIN { print "int f(int i)\n{"; for (i = 0; i < 15; i++) print "\tif (i == " i ") i++;"; print "\treturn i;\n}" }' >"$1/base/f.c"
	echo "f has complexity 16"
}
plant_allowed_in_vain() {
	echo 'base/f.c f' >"$1/tests/lint/shape.allow"
	echo "no longer needed: base/f.c f"
}
lint_main long branchy allowed_in_vain
