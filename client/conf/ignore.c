/* Ignored people: see ignore.h. */
#include "conf/ignore.h"

#include <string.h>

#include "shared/mask.h"
#include "shared/names.h"

/* The longest pattern, in bytes: a name and some stars. */
#define LONGEST 64

static struct {
	char *const *patterns;
} ignored;

const char *
ignore_check(const char *pattern)
{
	return text_check(str_from(pattern), LONGEST) != CODE_OK ||
		strchr(pattern, ' ') != NULL ?
	    "must be a name of up to 64 bytes, with * and ?" :
	    NULL;
}

void
ignore_use(char *const *patterns)
{
	ignored.patterns = patterns;
}

bool
ignore_has(struct str name)
{
	char *const *pattern = ignored.patterns;

	while (pattern != NULL && *pattern != NULL &&
	    !mask_matches(str_from(*pattern), name))
		pattern++;
	return pattern != NULL && *pattern != NULL;
}
