#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One line of valid text: controls become spaces, a cut never splits a code point. */
static void tidy(char *text, bool cut)
{
	size_t n = strlen(text);
	while (cut && n > 0 && ((unsigned char)text[n - 1] & 0xc0) == 0x80)
		n--;
	if (cut && n > 0 && (unsigned char)text[n - 1] >= 0xc0)
		n--;
	text[n] = '\0';
	for (char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
}

bool err_set(struct err *e, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int n = vsnprintf(e->text, sizeof e->text, format, arguments);
	va_end(arguments);
	if (n < 0)
		e->text[0] = '\0';
	tidy(e->text, n >= (int)sizeof e->text);
	return false;
}

bool err_wrap(struct err *e, const char *format, ...)
{
	struct err inner = *e;
	va_list arguments;
	va_start(arguments, format);
	int n = vsnprintf(e->text, sizeof e->text, format, arguments);
	va_end(arguments);
	size_t used = n < 0 ? 0 : strlen(e->text);
	n = snprintf(e->text + used, sizeof e->text - used, ": %s", inner.text);
	tidy(e->text, n >= (int)(sizeof e->text - used));
	return false;
}
