/*
 * A hijacked worker that breaks the rules is ended, and its name is free; one
 * that ends by itself is logged as such, and only whole lines of it count; and
 * nobody else notices.
 */
#include "tests/lib/rogue.h"

static const struct {
	const char *what; /* see tests/servers/hostile/front.c */
	const char *pattern;
} rows[] = {
	{ "bytes", "ended: - * pid *, bye protocol and signal 9, lived ..." },
	{ "long",
	    "ended: rogue * pid *, bye protocol and signal 9, lived ..." },
	{ "deaf",
	    "ended: rogue * pid *, bye slow-reader and signal 9, lived ..." },
	{ "stops",
	    "ended: rogue * pid *, bye slow-reader and signal 9, lived ..." },
	{ "closes-downlink",
	    "ended: rogue * pid *, bye quit and signal 9, lived ..." },
	{ "closes-uplink", "ended: rogue * pid *, ..." },
	{ "holds", "ended: rogue * pid *, bye quit and signal 9, lived ..." },
	/* It leaves a process that holds its pipes. */
	{ "heir", "ended: rogue * pid *, bye quit, lived ..." },
	{ "half", "ended: rogue * pid *, exit *, lived * s, 3 lines in, ..." },
	{ "exits", "ended: rogue * pid *, exit *, lived ..." },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		rogue_test(rows[i].what, rows[i].pattern);
	return tap_done();
}
