/*
 * Ignored people: names, or accounts after "~a:", or patterns of these. The
 * settings fill the list, to which those come that are ignored for a time; the
 * chat checks both before it shows a line. One list per program.
 */
#ifndef CLIENT_CONF_IGNORE_H
#define CLIENT_CONF_IGNORE_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/str.h"

/*
 * Returns null, or what is wrong with a pattern, in which * matches any
 * characters and ? matches one, regardless of ASCII case.
 */
const char *ignore_check(const char *pattern);

/*
 * Takes the list of patterns, which ends with a null and stays the caller's.
 * What is in it is not ignored for a time any more.
 */
void ignore_use(char *const *patterns);

/*
 * Ignores a pattern for so long from now on. Returns null, or what is wrong.
 * ignore_end ends that; false if the pattern is not ignored for a time.
 */
const char *ignore_for(const char *pattern, usec span);
bool ignore_end(struct str pattern);

/*
 * Returns place i of the patterns that are ignored for a time, and what is left
 * of it, 0 for an empty place; false after the last.
 */
bool ignore_timed(size_t i, struct str *pattern, usec *left);

/*
 * Returns whether the name, or the account, if any, is ignored. Our own name
 * may match, too: the caller must exclude it.
 */
bool ignore_has(struct str name, struct str account);

#endif
