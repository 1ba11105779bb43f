/* Ignored people: see ignore.h. */
#include "conf/ignore.h"

#include <string.h>

#include "shared/mask.h"
#include "shared/names.h"

/* The longest pattern, in bytes: a name and some stars. */
#define LONGEST 64

/* The most patterns that are ignored for a time. */
#define TIMED 100

static struct {
	char *const *patterns;
	struct timed {
		char text[LONGEST + 1];
		usec until; /* of clock_mono; then the entry is free */
	} timed[TIMED];
} ignored;

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
	ignored.patterns = patterns;
	for (; *patterns != NULL; patterns++)
		(void)ignore_end(str_from(*patterns)); /* or it has no time */
}

/* Returns the entry of a pattern that is ignored for a time, or null. */
static struct timed *
find_timed(struct str pattern)
{
	struct timed *timed = ignored.timed;

	for (; timed < ignored.timed + TIMED; timed++)
		if (timed->until > clock_mono() &&
		    str_caseeq(str_from(timed->text), pattern))
			return timed;
	return NULL;
}

const char *
ignore_for(const char *pattern, usec span)
{
	const char *wrong = ignore_check(pattern);
	struct timed *timed = find_timed(str_from(pattern));
	char *const *endless = ignored.patterns;

	while (endless != NULL && *endless != NULL)
		if (str_caseeq(str_from(*endless++), str_from(pattern)))
			return "ignored without an end already";
	for (size_t i = 0; timed == NULL && i < TIMED; i++)
		if (ignored.timed[i].until <= clock_mono())
			timed = &ignored.timed[i];
	if (wrong != NULL || timed == NULL)
		return wrong != NULL ? wrong : "too many, limit 100";
	memcpy(timed->text, pattern, strlen(pattern) + 1);
	timed->until = clock_mono() + span;
	return NULL;
}

bool
ignore_end(struct str pattern)
{
	struct timed *timed = find_timed(pattern);

	if (timed != NULL)
		timed->until = 0;
	return timed != NULL;
}

bool
ignore_timed(size_t i, struct str *pattern, usec *left)
{
	const usec now = clock_mono();

	if (i >= TIMED)
		return false;
	*pattern = str_from(ignored.timed[i].text);
	*left = ignored.timed[i].until > now ? ignored.timed[i].until - now : 0;
	return true;
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
	char *const *pattern = ignored.patterns;

	for (size_t i = 0; i < TIMED; i++)
		if (ignored.timed[i].until > clock_mono() &&
		    means(ignored.timed[i].text, name, account))
			return true;
	while (pattern != NULL && *pattern != NULL &&
	    !means(*pattern, name, account))
		pattern++;
	return pattern != NULL && *pattern != NULL;
}
