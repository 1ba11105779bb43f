/* Records the first error: see verdict.h. */
#include "verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct {
	char text[512]; /* empty: nothing */
} verdict;

void
verdict_begin(void)
{
	verdict.text[0] = '\0';
}

void
verdict_wrong(uint32_t life, const char *format, ...)
{
	const size_t size = sizeof(verdict.text);
	va_list values;

	if (verdict.text[0] != '\0')
		return;
	const int len = snprintf(verdict.text, size, "c%u: ", (unsigned)life);
	va_start(values, format);
	(void)vsnprintf(verdict.text + len, size - (size_t)len, format, values);
	va_end(values);
}

const char *
verdict_get(void)
{
	return verdict.text[0] != '\0' ? verdict.text : NULL;
}
