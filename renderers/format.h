/* Raw values of the model as words of a language. No locale, no clock: month names, separators and patterns come from the
 * strings file.
 *
 *   date      2026-07-01 or a time           1 July 2026
 *   datetime  2026-07-01T06:12:00Z           1 July 2026, 06:12 UTC
 *   lastday   an exclusive end               the day before, as date
 *   period    start/end, end exclusive       1 July to 30 September 2026
 *   count     1234567                        1,234,567
 *   percent   35/40                          87 %   (never 100 % or 0 % unless it is all or none)
 *   money     1234.5 EUR                     1,234.50 EUR
 *   bytes     412883                         413 kB
 *   duration  14400 (seconds)                4 h
 *   word      text                           text
 *   standards SOC2:CC6.1 DORA:5 SOC2:CC6.2   SOC 2 CC6.1, CC6.2; DORA Article 5 */
#ifndef RENDERERS_FORMAT_H
#define RENDERERS_FORMAT_H

#include "renderers/strings.h"

/* The error names the format and the value seen. An empty value gives an empty text. */
bool format_value(const struct strings *s, struct sv format, struct sv value, struct arena *a, struct sv *text,
		  struct err *e) MUST_CHECK;

#endif
