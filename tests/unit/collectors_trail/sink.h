/* A sink that writes down what it is given: "position:eventName" a record, "!code place lost" a fault. */
#ifndef TESTS_UNIT_COLLECTORS_TRAIL_SINK_H
#define TESTS_UNIT_COLLECTORS_TRAIL_SINK_H

#include "collectors/trail/scan.h"
#include "tests/unit/unit.h"

/* `text` may have ` for the double quote. The shape is the one that scan_shape finds; its name comes first. */
#define SCANNED(text, want) scanned((text), (want), __FILE__, __LINE__)
void scanned(const char *text, const char *want, const char *file, int line);

/* The text with double quotes in place of `; freed by the caller. */
void quoted(struct str *out, const char *text);

#endif
