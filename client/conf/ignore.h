/*
 * Ignored people: names, or accounts after "~a:", or patterns of these. The
 * settings fill the list, and the chat checks it before it shows a line. One
 * list per program.
 */
#ifndef CLIENT_CONF_IGNORE_H
#define CLIENT_CONF_IGNORE_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * Returns null, or what is wrong with a pattern, in which * matches any
 * characters and ? matches one, regardless of ASCII case.
 */
const char *ignore_check(const char *pattern);

/* Takes the list of patterns, which ends with a null and stays the caller's. */
void ignore_use(char *const *patterns);

/*
 * Returns whether the name, or the account, if any, is ignored. Our own name
 * may match, too: the caller must exclude it.
 */
bool ignore_has(struct str name, struct str account);

#endif
