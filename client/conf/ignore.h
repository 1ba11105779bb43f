/*
 * Ignored people: names, or patterns of names. The settings fill the list; the
 * chat checks it before it shows a line. One list per program.
 */
#ifndef CLIENT_CONF_IGNORE_H
#define CLIENT_CONF_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/str.h"

#define IGNORE_MOST 100

/* The longest pattern, in bytes: a name and some stars. */
#define IGNORE_PATTERN 64

/*
 * Adds a pattern: * matches any characters and ? matches one, regardless of
 * ASCII case. An equal one is replaced with the new spelling. Returns null, or
 * what is wrong. With ignore_add_until it ends at a time of clock_mono, but one
 * that has no end stays.
 */
const char *ignore_add(struct str pattern);
const char *ignore_add_until(struct str pattern, usec until);

/* Returns how long the i-th pattern still lasts; 0: it has no end. */
usec ignore_left(size_t i);

/* Removes the pattern, regardless of case. Returns false if there is none. */
bool ignore_remove(struct str pattern);

void ignore_clear(void);

/*
 * Returns whether the name is ignored. Our own name may match, too: the caller
 * must exclude it.
 */
bool ignore_has(struct str name);

/* Returns the i-th pattern; empty after the last. */
struct str ignore_at(size_t i);

#endif
