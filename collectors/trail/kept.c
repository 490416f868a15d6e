#include "collectors/trail/kept.h"

#include "base/embedded.h"
#include "base/glob.h"

/* One line of the table: name, service, controls. Lines that begin with '#' explain. */
static bool line_matches(struct sv line, struct sv service, struct sv action)
{
	struct sv name, of;
	if (sv_starts(line, SV("#")) || !sv_split(&line, '\t', &name) || !sv_split(&line, '\t', &of))
		return false;
	return sv_eq(of, service) && glob_match(name, action);
}

bool kept_event(struct sv service, struct sv action, struct sv identity_type)
{
	if (sv_eq(identity_type, SV("Root")))
		return true;
	struct sv rest = embedded_find(trail_files, "collectors/trail/kept-events.tsv");
	struct sv line;
	while (sv_split(&rest, '\n', &line))
		if (line_matches(line, service, action))
			return true;
	return false;
}
