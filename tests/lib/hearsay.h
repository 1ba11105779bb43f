/*
 * What ali says on one machine and somebody hears on another: in this order and
 * once, or so many were told to be missing.
 */
#ifndef TESTS_LIB_HEARSAY_H
#define TESTS_LIB_HEARSAY_H

#include <stdbool.h>

#include "conn.h"

struct hearsay {
	struct conn *from, *to;
	const char *speaker; /* "ali/berlin" for those who hear it */
	unsigned said, heard;
	unsigned may; /* so many may be missing, by what was told */
	unsigned lost; /* so many were */
};

/* The speaker says so many messages more. */
void hearsay_say(struct hearsay *talk, unsigned count);

/* Takes a line; of others than the speaker and the bridge it is skipped. */
void hearsay_take(struct hearsay *talk, struct str line);

/* Waits for the last that was said; what was missing was told. */
void hearsay_hear(struct hearsay *talk);

/* Does so, and tests that nothing was missing so far. */
void hearsay_hear_all(struct hearsay *talk, const char *what);

#endif
