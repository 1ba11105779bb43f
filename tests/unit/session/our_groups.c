/* client/session/joined: the groups we are in, and the current one. */
#include "client/session/our_groups.h"

#include "tests/lib/tap.h"

#define MANY 1000

static void
is_current(const struct our_groups *joined, const char *name, const char *what)
{
	TAP_STR(our_groups_current(joined), str_from(name), "%s", what);
}

static void
chooses(void)
{
	struct our_groups joined = { 0 };

	is_current(&joined, "", "in no group none is current");
	TAP_OK(!our_groups_has(&joined, STR("a")), "and there is none");
	our_groups_choose(&joined, STR("a"));
	our_groups_choose(&joined, STR("b"));
	our_groups_choose(&joined, STR("c"));
	is_current(&joined, "c", "the last joined");
	our_groups_choose(&joined, STR("A"));
	TAP_NUM(joined.count, 3, "one that is there is not added");
	is_current(&joined, "a", "the last chosen, as it was spelt first");
	TAP_OK(our_groups_has(&joined, STR("B")), "the case does not matter");
	our_groups_leave(&joined, STR("a"));
	is_current(&joined, "c", "the one before");
	our_groups_leave(&joined, STR("b"));
	is_current(&joined, "c", "another one is left");
	our_groups_leave(&joined, STR("nope"));
	TAP_NUM(joined.count, 1, "what is not there is not left");
	our_groups_leave(&joined, STR("c"));
	is_current(&joined, "", "again in none");
	our_groups_free(&joined);
}

static void
keeps_keys(void)
{
	struct our_groups joined = { 0 };

	our_groups_choose(&joined, STR("a"));
	our_groups_choose(&joined, STR("b"));
	our_groups_keep_key(&joined, STR("A"), STR("12345678901234567890123"));
	our_groups_keep_key(&joined, STR("c"), STR("x"));
	our_groups_keep_key(&joined, STR("b"), STR("123456789012345678901234"));
	TAP_STR(our_groups_key_at(&joined, 0), STR("12345678901234567890123"),
	    "the longest key");
	TAP_STR(our_groups_key_at(&joined, 1), STR(""), "none that cannot be");
	our_groups_choose(&joined, STR("a"));
	TAP_NUM(our_groups_key_at(&joined, 0).len, 23, "it stays");
	our_groups_keep_key(&joined, STR("a"), STR(""));
	TAP_STR(our_groups_key_at(&joined, 0), STR(""), "until it is gone");
	our_groups_free(&joined);
}

static void
grows(void)
{
	struct our_groups joined = { 0 };
	char digits[STR_DIGITS];
	size_t found = 0;

	for (size_t i = 0; i < MANY; i++)
		our_groups_choose(&joined, str_number(i, digits));
	for (size_t i = 0; i < MANY; i++)
		found += our_groups_has(&joined, str_number(i, digits));
	TAP_NUM(found, MANY, "as many as one likes");
	our_groups_free(&joined);
}

int
main(void)
{
	chooses();
	keeps_keys();
	grows();
	return tap_done();
}
