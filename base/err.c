#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Bytes of the character that starts with `lead`; 1 for anything that starts none. */
static size_t width(unsigned char lead)
{
	if (lead >= 0xf0)
		return 4;
	if (lead >= 0xe0)
		return 3;
	return lead >= 0xc0 ? 2 : 1;
}

/* Takes off the last character when the cut went through it. */
static void mend_cut(char *text, size_t n)
{
	size_t start = n;
	while (start > 0 && n - start < 4 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && start - 1 + width((unsigned char)text[start - 1]) > n)
		text[start - 1] = '\0';
}

static void blank_controls(char *text)
{
	for (unsigned char *p = (unsigned char *)text; *p != '\0'; p++) {
		bool c1 = p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0;
		if (c1)
			p[1] = ' ';
		if (c1 || p[0] < 0x20 || p[0] == 0x7f)
			p[0] = ' ';
	}
}

static void set_text(struct err *e, const char *format, va_list arguments, const char *after)
{
	char text[LIMIT_ERROR_TEXT]; /* apart, because the arguments may come from e->text */
	int made = vsnprintf(text, sizeof text, format, arguments);
	size_t n = made < 0 ? 0 : (size_t)made;
	bool cut = n >= sizeof text;
	n = cut ? sizeof text - 1 : n;
	text[n] = '\0';
	if (after[0] != '\0') {
		int more = snprintf(text + n, sizeof text - n, ": %s", after);
		cut = cut || more < 0 || (size_t)more >= sizeof text - n;
	}
	if (cut)
		mend_cut(text, strlen(text));
	blank_controls(text);
	memcpy(e->text, text, strlen(text) + 1);
}

bool err_set(struct err *e, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	set_text(e, format, arguments, "");
	va_end(arguments);
	return false;
}

bool err_wrap(struct err *e, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	set_text(e, format, arguments, e->text);
	va_end(arguments);
	return false;
}
