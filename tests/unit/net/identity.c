/* client/net/identity: the names of scripts; option: their seconds. */
#include "client/net/identity.h"

#include <stdio.h>
#include <unistd.h>

#include "client/conf/option.h"
#include "shared/grammar.h"
#include "tests/lib/tap.h"

#define LONG "abcdefghijklmnopqrstuvwxyzabcdef"
#define E_ACUTE "\xc3\xa9"
#define FIVE E_ACUTE E_ACUTE E_ACUTE E_ACUTE E_ACUTE
#define LETTERS FIVE FIVE FIVE

static char room[LIMIT_NAME];

/* The base becomes this, with the number of the attempt behind it. */
static void
becomes(const char *base, const char *begin, unsigned attempt)
{
	char want[LIMIT_NAME + 32];

	(void)snprintf(want, sizeof(want), "%s-%u", begin, attempt + 1);
	if (attempt >= IDENTITY_ATTEMPTS)
		(void)snprintf(want, sizeof(want), "%s-%ld-%u", begin,
		    (long)getpid(), attempt);
	TAP_STR(identity_name(base, attempt, room), str_from(want), "%s", base);
}

/* A long one is cut, at the end of a character, to what a name may have. */
static void
is_cut(const char *base)
{
	const struct str name = identity_name(base, 12, room);

	TAP_NUM(name_check(name), CODE_OK, "%s is cut to a good name", base);
	TAP_OK(name.len == LIMIT_NAME || name.len == LIMIT_NAME - 1,
	    "as long as can be: %zu", name.len);
	TAP_OK(name.at[0] == base[0], "its beginning");
}

static const struct {
	const char *text;
	usec time; /* 0: it is none */
} seconds[] = {
	{ "1", SEC },
	{ "0.25", 250 * MSEC },
	{ "31536000", 31536000 * SEC },
	{ "31536001", 0 },
	{ "0", 0 },
	{ "-1", 0 },
	{ "1s", 0 },
	{ "", 0 },
	{ "nan", 0 },
	{ "inf", 0 },
	{ "1e400", 0 },
};

static void
reads_seconds(void)
{
	for (size_t i = 0; i < COUNT(seconds); i++) {
		usec time = 0;
		TAP_OK(option_seconds(seconds[i].text, &time) ==
			(seconds[i].time > 0),
		    "is \"%s\" a time?", seconds[i].text);
		TAP_NUM(time, seconds[i].time, "which one?");
	}
}

int
main(void)
{
	becomes("javad", "javad", 0);
	becomes("javad", "javad", 1);
	becomes("javad", "javad", IDENTITY_ATTEMPTS);
	becomes("_apt", "_apt", 0);
	becomes("7up", "script", 0);
	becomes("a b", "script", 2);
	becomes("", "script", 0);
	is_cut(LONG);
	/* One of these two would be cut within a letter. */
	is_cut("a" LETTERS);
	is_cut("ab" LETTERS);
	TAP_NUM(name_check(identity_name(NULL, 0, room)), CODE_OK,
	    "the login name gives one");
	reads_seconds();
	return tap_done();
}
