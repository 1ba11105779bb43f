/*
 * server/policy/bans: how one is written, for the keeper and for the next
 * program.
 */
#include "server/policy/bans.h"

#include "tests/lib/must.h"

static const struct {
	const char *text;
	bool good;
} texts[] = {
	{ "192.0.2.0/24 0", true },
	{ "2001:db8::1 1700000000000003 too  loud, twice", true },
	{ "nowhere 0", false },
	{ "192.0.2.0/24 x", false },
	{ "192.0.2.0/24 0 ", false },
	{ "192.0.2.0/24 0 a\33[2J", false },
};

static void
reads_what_it_writes(void)
{
	char room[BANS_TEXT];
	struct ban ban;

	for (size_t i = 0; i < COUNT(texts); i++) {
		const struct str text = str_from(texts[i].text);
		const bool good = bans_read(text, &ban);
		TAP_OK(good == texts[i].good, "row %zu: read, or not", i);
		if (good)
			TAP_STR(bans_text(&ban, room), text, "and written");
	}
}

int
main(void)
{
	reads_what_it_writes();
	return tap_done();
}
