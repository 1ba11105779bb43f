/*
 * server/policy/bans: whom a ban means, which one counts, and how it is
 * written, for the keeper and for the next program.
 */
#include "server/policy/bans.h"

#include "tests/lib/must.h"

static struct ban
ban_of(const char *network, uint64_t until, const char *reason)
{
	struct ban ban = { .until = until, .reason = str_from(reason) };
	const char *wrong = network_read(&ban.network, str_from(network));

	MUST(wrong == NULL, "%s: %s", network, wrong);
	return ban;
}

static bool
add(const char *network, uint64_t until, const char *reason)
{
	const struct ban ban = ban_of(network, until, reason);

	return bans_add(&ban);
}

static bool
lift(const char *network)
{
	const struct ban ban = ban_of(network, 0, "");

	return bans_lift(&ban.network);
}

/* For which reason that address is banned; "-": it is not. */
static struct str
reason_of(const char *address)
{
	const struct ban one = ban_of(address, 0, "");
	const struct ban *ban = bans_match(&one.network.ip);

	return ban != NULL ? ban->reason : STR("-");
}

static void
matches(void)
{
	TAP_STR(reason_of("192.0.2.7"), STR("-"), "nobody is banned at first");
	TAP_OK(add("192.0.0.0/16", 0, "large") &&
		add("192.0.2.0/24", 0, "small") && add("2001:db8::1", 0, ""),
	    "three networks");
	TAP_STR(reason_of("192.0.3.7"), STR("large"), "who is in one");
	TAP_STR(reason_of("192.0.2.7"), STR("small"), "the smallest counts");
	TAP_STR(reason_of("2001:db8::1"), STR(""), "there may be no reason");
	TAP_STR(reason_of("2001:db8::2"), STR("-"), "others are not meant");
	TAP_OK(add("192.0.2.0/24", 0, "other"), "one stands for the other");
	TAP_STR(reason_of("192.0.2.7"), STR("other"), "of the same network");
	TAP_OK(lift("192.0.2.0/24") && !lift("192.0.2.0/24"),
	    "so it is lifted once");
	TAP_STR(reason_of("192.0.2.7"), STR("large"), "then the large one is");
	TAP_OK(lift("192.0.0.0/16") && lift("2001:db8::1"), "all are lifted");
}

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
	matches();
	reads_what_it_writes();
	return tap_done();
}
