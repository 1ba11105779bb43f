/* Errors during setup: see error.h. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

#include "die.h"

bool
error_set(struct error *error, int code, const char *format, ...)
{
	va_list values;

	error->code = code;
	error->may_pass = false;
	va_start(values, format);
	if (vsnprintf(error->text, sizeof(error->text), format, values) < 0)
		error->text[0] = '\0';
	va_end(values);
	return false;
}

bool
error_is_transient(struct error *error)
{
	error->may_pass = true;
	return false;
}

void
error_die(const struct error *error)
{
	die(error->code, "%s", error->text);
}
