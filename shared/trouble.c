/* What went wrong during setting up: see trouble.h. */
#include "trouble.h"

#include <stdarg.h>
#include <stdio.h>

bool
trouble(struct trouble *note, int code, const char *format, ...)
{
	va_list values;

	note->code = code;
	va_start(values, format);
	if (vsnprintf(note->text, sizeof(note->text), format, values) < 0)
		note->text[0] = '\0';
	va_end(values);
	return false;
}
