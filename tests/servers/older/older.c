/*
 * The server as it was long ago: when it is rehearsed it looks at no file, and
 * says nothing of what it knows.
 */
#include <stdio.h>
#include <string.h>

#include "server/accept/helpers.h"
#include "server/upgrade/rehearsal.h"
#include "shared/version.h"

bool __wrap_helpers_check(const struct config *config, struct error *why);
int __real_puts(const char *text);
int __wrap_puts(const char *text);

bool
__wrap_helpers_check(const struct config *config, struct error *why)
{
	(void)config;
	(void)why;
	return true;
}

int
__wrap_puts(const char *text)
{
	const char *const word = REHEARSAL_WORD " " VERSION;

	return __real_puts(
	    strncmp(text, word, strlen(word)) == 0 ? word : text);
}
