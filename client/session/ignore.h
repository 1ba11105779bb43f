/*
 * Ignored people: patterns of names, each for all groups or for one. The
 * settings fill the list; the chat checks it before it shows a line. One list
 * per program.
 */
#ifndef CLIENT_SESSION_IGNORE_H
#define CLIENT_SESSION_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

#define IGNORE_MOST 100

/* The longest pattern, in bytes: a name and some stars. */
#define IGNORE_PATTERN 64

/*
 * Adds "PATTERN [GROUP]"; the group may have its sign, #. In the pattern, *
 * matches any characters and ? matches one, regardless of ASCII case. An equal
 * entry is replaced with the new spelling. Returns null, or what is wrong.
 */
const char *ignore_add(struct str entry);

/* Removes the entry, regardless of case. Returns false if there is none. */
bool ignore_remove(struct str entry);

void ignore_clear(void);

/*
 * Returns whether the name is ignored in the group or, if that is empty, in
 * private messages. An entry with a group applies to that group only. Our own
 * name may match, too: the caller must exclude it.
 */
bool ignore_has(struct str name, struct str group);

/*
 * Returns the i-th entry, "PATTERN" or "PATTERN GROUP"; empty after the last.
 */
struct str ignore_at(size_t i);

#endif
