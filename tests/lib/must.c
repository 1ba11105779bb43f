/* How a system test ends early: see must.h. */
#include "must.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "deadline.h"

/* The expected and the actual text may each be a line of the protocol. */
#define WHAT_SIZE ((size_t)256 * 1024) /* a screen, wanted and there */

static struct {
	void (*explain)(void);
	const char *(*place)(void);
	bool (*sleeps)(void);
} must;

void
must_explain_by(void (*explain)(void))
{
	must.explain = explain;
}

void
must_sleep_by(bool (*sleeps)(void))
{
	must.sleeps = sleeps;
}

void
must_place_by(const char *(*place)(void))
{
	must.place = place;
}

void
must_end(const char *where, const char *format, ...)
{
	static char what[WHAT_SIZE];
	va_list values;

	va_start(values, format);
	if (vsnprintf(what, sizeof(what), format, values) < 0)
		what[0] = '\0';
	va_end(values);
	if (must.place != NULL)
		where = must.place();
	tap_ok(false, "%s: %s", where, what);
	if (must.explain != NULL)
		must.explain();
	if (!deadline_is_over())
		exit(TAP_WRONG);
	if (must.sleeps == NULL || !must.sleeps())
		exit(TAP_LATE);
	tap_note("nothing is late: all processes of the test sleep, so none "
		 "was woken for what there is to do");
	exit(TAP_ASLEEP);
}
