# Shared by the lint tests (sourced, not run). A lint test defines
#   check ROOT        prints every violation in the project at ROOT; fails if there is one
#   plant_NAME ROOT   puts a violation into the copy at ROOT and prints words that check must then say
# and ends with `lint_main NAME...`. So every run shows two things: the project is clean, and the test would have noticed.

# What a copy for planting holds. A slow lint test overrides this with less.
copy() { # ROOT
	cp -R "$SOURCE/base" "$SOURCE/model" "$SOURCE/build-aux" "$SOURCE/Makefile.am" "$1/"
	mkdir -p "$1/tests/lint" "$1/analyzers" "$1/renderers/pdf" "$1/cli" "$1/collectors/trail" "$1/docs"
}

sources() { # ROOT: every C file of the project, tests included
	(cd "$1" && find base model collectors analyzers renderers cli tests -name '*.[ch]' 2>/dev/null | sort)
}

need() { # COMMAND PACKAGE: without it the test is skipped, visibly
	command -v "$1" >/dev/null 2>&1 && return 0
	echo "$1 is not installed (package $2)"
	exit 77
}

lint_main() { # NAME... of the planted violations
	passed=0
	failed=0
	if check "$SOURCE"; then
		passed=1
	else
		failed=1
	fi
	for plant in "$@"; do
		planted=$SCRATCH/$plant
		mkdir -p "$planted"
		copy "$planted"
		word=$("plant_$plant" "$planted")
		if said=$(check "$planted" 2>&1); then
			echo "planted violation not noticed: $plant"
			failed=$((failed + 1))
		elif ! printf '%s\n' "$said" | grep -qF -- "$word"; then
			printf 'planted violation %s: "%s" expected, but it says:\n%s\n' "$plant" "$word" "$said"
			failed=$((failed + 1))
		else
			passed=$((passed + 1))
		fi
		rm -rf "$planted"
	done
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}
