/* Ignored people: see ignore.h. */
#include "conf/ignore.h"

#include <string.h>

#include "shared/mask.h"
#include "shared/names.h"

/* The longest pattern, in bytes: a name and some stars. */
#define LONGEST 64

static char *const *ignored;

const char *
ignore_check(const char *pattern)
{
	return text_check(str_from(pattern), LONGEST) != CODE_OK ||
		strchr(pattern, ' ') != NULL ?
	    "must be a name, or ~a:ACCOUNT, of up to 64 bytes, with * and ?" :
	    NULL;
}

void
ignore_use(char *const *patterns)
{
	ignored = patterns;
}

/* Returns whether the pattern means that person. */
static bool
means(const char *pattern, struct str name, struct str account)
{
	struct str mask = str_from(pattern);

	return str_skip(&mask, STR("~a:")) ?
	    account.len > 0 && mask_matches(mask, account) :
	    mask_matches(mask, name);
}

bool
ignore_has(struct str name, struct str account)
{
	char *const *pattern = ignored;

	while (pattern != NULL && *pattern != NULL &&
	    !means(*pattern, name, account))
		pattern++;
	return pattern != NULL && *pattern != NULL;
}
