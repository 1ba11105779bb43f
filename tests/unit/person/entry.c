/*
 * client/person/attention/entry: what is typed after /ignore, with a time that
 * is one, or that only looks like one.
 */
#include "client/person/attention/entry.h"

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static const struct {
	const char *typed, *bad;
	usec lasts; /* in seconds */
} rows[] = {
	{ "sara 90s", "", 90 },
	{ "sara 365d #dev", "", 365 * 86400 },
	{ "sara #dev 366d", "366d", 0 },
	{ "sara 0m private", "0m", 0 },
	{ "sara 1h30m", "1h30m", 0 },
	{ "sara 1w", "1w", 0 },
	{ "sara 2H", "2H", 0 },
	{ "sara 99999999999999999999s", "99999999999999999999s", 0 },
	{ "sara #366d", "", 0 },
	{ "366d dev", "", 0 },
	{ "sara 10", "", 0 },
	{ "sara 3dev", "", 0 },
	{ "sara", "", 0 },
	{ "sara ", "", 0 },
};

/* The entry in the list; null: an option is wrong. */
static const struct {
	const char *typed, *entry;
} made[] = {
	{ "sara #dev private,notices 2h", "sara dev only:private,notices" },
	{ "-pattern lunch", "* text:lunch" },
	{ "-pattern \"a b\" sara", "sara text:a b" },
	{ "sara -pattern  \"a b", "sara text:a b" },
	{ "-except sara #dev MSGS", "sara dev except:private" },
	{ "-except -pattern 3w sara", "sara except:all text:3w" },
	{ "sara dev only:public text:a #b 10m",
	    "sara dev only:public text:a #b 10m" },
	{ "-except", " except:all" },
	{ "-pattern", NULL },
	{ "-pattern \"\" sara", NULL },
	{ "sara -regexp x", NULL },
	{ "", "" },
};

static void
is_made(void)
{
	char room[LIMIT_LINE];
	usec lasts;

	for (size_t i = 0; i < COUNT(made); i++) {
		const struct str typed = str_from(made[i].typed);

		MUST((entry_bad_option(typed).len > 0) ==
			(made[i].entry == NULL),
		    "%s: its options", made[i].typed);
		MUST(entry_bad_time(typed).len == 0, "%s: no time",
		    made[i].typed);
		if (made[i].entry != NULL)
			TAP_STR(entry_of_typed(typed, room, &lasts),
			    str_from(made[i].entry), "%s", made[i].typed);
	}
}

int
main(void)
{
	char room[LIMIT_LINE];

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct str typed = str_from(rows[i].typed);
		usec lasts = 0;

		TAP_STR(entry_bad_time(typed), str_from(rows[i].bad), "%s",
		    rows[i].typed);
		(void)entry_of_typed(typed, room, &lasts);
		MUST(lasts == rows[i].lasts * SEC, "%s: its time",
		    rows[i].typed);
	}
	is_made();
	return tap_done();
}
