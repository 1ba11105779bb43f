/* How test programs report: see tap.h. */
#include "tap.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
	unsigned checks;
	unsigned failures;
} tap;

/* One line, which is out before a test can crash. */
static void
say(const char *format, va_list values)
{
	(void)vprintf(format, values);
	(void)putchar('\n');
	(void)fflush(stdout);
}

bool
tap_ok(bool ok, const char *what, ...)
{
	va_list values;

	tap.checks++;
	if (!ok)
		tap.failures++;
	(void)printf("%s %u - ", ok ? "ok" : "not ok", tap.checks);
	va_start(values, what);
	say(what, values);
	va_end(values);
	return ok;
}

bool
tap_check(bool ok, const char *file, int line)
{
	if (!ok)
		tap_note("%s:%d: this is false", file, line);
	return ok;
}

bool
tap_number(intmax_t got, intmax_t want, const char *file, int line)
{
	if (got == want)
		return true;
	tap_note(
	    "%s:%d: got %" PRIdMAX ", wanted %" PRIdMAX, file, line, got, want);
	return false;
}

/* A string between quotes, its unprintable bytes as \xNN. */
static void
print_quoted(const char *label, struct str s)
{
	(void)printf("#   %s \"", label);
	for (size_t i = 0; i < s.len; i++) {
		const unsigned char c = (unsigned char)s.at[i];
		if (c >= ' ' && c <= '~' && c != '"' && c != '\\')
			(void)putchar(c);
		else
			(void)printf("\\x%02x", c);
	}
	(void)puts("\"");
}

bool
tap_string(struct str got, struct str want, const char *file, int line)
{
	if (str_eq(got, want))
		return true;
	tap_note("%s:%d: these differ:", file, line);
	print_quoted("got   ", got);
	print_quoted("wanted", want);
	return false;
}

void
tap_note(const char *format, ...)
{
	va_list values;

	(void)fputs("# ", stdout);
	va_start(values, format);
	say(format, values);
	va_end(values);
}

unsigned
tap_failures(void)
{
	return tap.failures;
}

int
tap_done(void)
{
	(void)printf("1..%u\n", tap.checks);
	if (tap.failures > 0)
		tap_note("%u of %u failed", tap.failures, tap.checks);
	if (fflush(stdout) != 0 || tap.checks == 0)
		return TAP_WRONG;
	return tap.failures == 0 ? 0 : TAP_WRONG;
}

void
tap_skip(const char *reason)
{
	(void)printf("1..0 # SKIP %s\n", reason);
	exit(TAP_SKIPPED);
}
