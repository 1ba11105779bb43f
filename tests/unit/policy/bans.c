/*
 * server/policy/bans: how one is written, for the keeper and for the next
 * program.
 */
#include "server/policy/bans.h"

#include <stdio.h>

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

static void
has_an_end(void)
{
	struct ban ban = { .reason = STR("") };
	uint32_t count = 0;
	char text[sizeof("10.255.255.255")];

	do {
		(void)snprintf(text, sizeof(text), "10.%u.%u.%u", count >> 16,
		    count >> 8 & 255, count & 255);
		MUST(network_read(&ban.network, str_from(text)) == NULL,
		    "no network");
	} while (bans_add(&ban) && count++ < 100000);
	TAP_NUM(count, 65536, "so many bans, and no more");
	TAP_OK(!bans_lift(&ban.network), "the next one was not added");
	MUST(network_read(&ban.network, STR("10.0.0.0")) == NULL, "no network");
	TAP_OK(bans_lift(&ban.network) && bans_add(&ban),
	    "but in place of another");
}

int
main(void)
{
	reads_what_it_writes();
	has_an_end();
	return tap_done();
}
