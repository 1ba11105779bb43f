/*
 * Who is not to be heard: patterns of names, each everywhere or in one group.
 * The settings fill it; the chat asks before it shows a line. One list a
 * program.
 */
#ifndef CLIENT_SESSION_IGNORE_H
#define CLIENT_SESSION_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

#define IGNORE_MOST 100

/* The longest pattern, bytes: a name with some stars. */
#define IGNORE_PATTERN 64

/*
 * Adds "PATTERN [GROUP]": names with * for any characters and ? for one,
 * without regard to ASCII case. One that is there is taken as it is now
 * written. Null, or what is wrong.
 */
const char *ignore_add(struct str entry);

/* Takes out the entry that is the same but for case; false: there is none. */
bool ignore_remove(struct str entry);

void ignore_clear(void);

/*
 * Is who has this name ignored in the group, or, if that is empty, in what he
 * tells us alone? An entry with a group is of that group only. One's own name
 * may match as well: the caller knows that one.
 */
bool ignore_has(struct str name, struct str group);

/* The i-th entry, "PATTERN" or "PATTERN GROUP"; empty behind the last. */
struct str ignore_at(size_t i);

#endif
