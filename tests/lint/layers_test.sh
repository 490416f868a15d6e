#!/bin/sh
# Who may include whom: layers.tsv is the table of docs/ARCHITECTURE.md; facts must not know partners, and nothing
# flows backwards.
set -eu
. "$SOURCE/tests/lint/lint.sh"

check() {
	table=$SOURCE/tests/lint/layers.tsv
	(cd "$1" && sources . | xargs grep -n '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' /dev/null) | awk -v table="$table" '
		BEGIN {
			while ((getline line < table) > 0)
				if (line !~ /^#/ && split(line, column, "\t") == 2)
					allowed[column[1]] = " " column[2] " "
		}
		# The longest folder of the table that holds the path: collectors/trail before collectors.
		function folder(path,    name) {
			name = path
			while (sub(/\/[^\/]*$/, "", name))
				if (name in allowed)
					return name
			return ""
		}
		{
			split($0, place, ":")
			from = folder(place[1])
			text = $0
			sub(/^[^"]*"/, "", text); sub(/".*/, "", text)
			to = folder(text)
			if (from == "") what = "stands in a folder that tests/lint/layers.tsv does not know"
			else if (to == "") what = "\"" text "\" is not spelled from the root"
			else if (index(allowed[from], " " to " ") == 0 && allowed[from] != " * ") what = from " may not include " to " (\"" text "\")"
			else next
			print place[1] ":" place[2] ": " what
			bad = 1
		}
		END { exit bad }'
}

plant_base_knows_model() {
	echo '#include "model/store.h"' >>"$1/base/str.h"
	echo "base may not include model"
}
plant_facts_know_analyzers() {
	echo '#include "analyzers/analyzers.h"' >"$1/collectors/trail/roll.c"
	echo "collectors/trail may not include analyzers"
}
plant_not_from_the_root() {
	echo '#include "str.h"' >>"$1/base/arena.h"
	echo "not spelled from the root"
}
plant_unknown_folder() {
	mkdir "$1/tests/odd"
	mkdir -p "$1/collectors/odd"
	echo '#include "odd/x.h"' >"$1/collectors/odd/x.c"
	echo "not spelled from the root"
}
lint_main base_knows_model facts_know_analyzers not_from_the_root unknown_folder
