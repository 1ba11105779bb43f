/*
 * helpers/journal/journal_members: who may read what: members since an event,
 * former members from one to another, none before the account was made; the end
 * of a group and of an account; the bounds; what is too old is forgotten.
 */
#include "helpers/journal/journal_members.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/must.h"

static struct journal_targets targets;
static struct journal_members members;
static uint32_t ops, dev;

static bool
covers(const char *account, uint64_t made, uint64_t id)
{
	return journal_members_cover(
	    &members, ops, str_from(account), made, id);
}

static void
a_member_reads(void)
{
	journal_members_in(&members, ops, STR("ali"), 100);
	journal_members_in(&members, ops, STR("Ali"), 150);
	TAP_NUM(journal_members_since(&members, ops, STR("ALI"), 50), 100,
	    "a member since its first event");
	TAP_NUM(journal_members_since(&members, ops, STR("ali"), 101), 0,
	    "not an account that was made later");
	TAP_NUM(journal_members_since(&members, dev, STR("ali"), 50), 0,
	    "nor of another group");
	TAP_OK(!covers("ali", 50, 99) && covers("ali", 50, 100) &&
		covers("ali", 50, 1000),
	    "it covers what came since");
}

static void
a_former_member_reads(void)
{
	journal_members_out(&members, ops, STR("ali"), 200);
	journal_members_out(&members, ops, STR("ali"), 250);
	TAP_NUM(journal_members_since(&members, ops, STR("ali"), 50), 0,
	    "no member now");
	TAP_OK(covers("ali", 50, 100) && covers("ali", 50, 200) &&
		!covers("ali", 50, 201),
	    "what came until it left");
	journal_members_in(&members, ops, STR("ali"), 300);
	journal_members_was(&members, ops, STR("ali"), 10, 20);
	journal_members_was(&members, ops, STR("ali"), 10, 20);
	TAP_OK(covers("ali", 5, 15) && !covers("ali", 15, 15) &&
		covers("ali", 15, 100) && !covers("ali", 5, 250) &&
		covers("ali", 5, 350),
	    "each interval counts, for accounts made before it");
	TAP_NUM(members.member[journal_members_of_account(&members, STR("ali"))]
		    .spans,
	    2, "a known interval is not kept twice");
}

static void
all_leave(void)
{
	journal_members_in(&members, ops, STR("cy"), 600);
	journal_members_in(&members, ops, STR("dan"), 700);
	journal_members_in(&members, dev, STR("cy"), 600);
	journal_members_out_all(&members, ops, 700);
	TAP_OK(journal_members_since(&members, ops, STR("cy"), 1) == 0 &&
		journal_members_since(&members, ops, STR("dan"), 1) == 0 &&
		journal_members_since(&members, dev, STR("cy"), 1) == 600,
	    "nobody is a member of that group");
	TAP_OK(covers("cy", 1, 699) && !covers("cy", 1, 700) &&
		!covers("dan", 1, 700),
	    "each could read what came before");
}

static void
ends(void)
{
	uint32_t count = 0;

	journal_members_in(&members, dev, STR("ali"), 400);
	journal_members_in(&members, dev, STR("bob"), 400);
	for (uint32_t i = journal_members_of_account(&members, STR("ali"));
	     i != JOURNAL_NONE; i = journal_members_next(&members, i))
		count++;
	TAP_NUM(count, 2, "an account and its groups");
	journal_members_end(&members, ops);
	TAP_OK(!covers("ali", 5, 350) &&
		journal_members_since(&members, dev, STR("ali"), 5) == 400,
	    "a group has ended");
	journal_members_end_account(&members, STR("ALI"));
	TAP_OK(journal_members_since(&members, dev, STR("ali"), 5) == 0 &&
		journal_members_since(&members, dev, STR("bob"), 5) == 400,
	    "an account has ended");
	journal_members_end(&members, dev);
	TAP_NUM(targets.target[dev].members, JOURNAL_NONE, "nobody is left");
}

static void
has_bounds(void)
{
	char name[32];

	for (uint64_t i = 0; i < 2 * JOURNAL_SPANS_EACH; i++) {
		journal_members_in(&members, ops, STR("ali"), 10 * i + 1);
		journal_members_out(&members, ops, STR("ali"), 10 * i + 2);
	}
	TAP_OK(!covers("ali", 0, 10 * (JOURNAL_SPANS_EACH - 1) + 1) &&
		covers("ali", 0, 10 * JOURNAL_SPANS_EACH + 1),
	    "the oldest intervals are dropped");
	journal_members_was(&members, ops, STR("ali"), 3, 4);
	TAP_OK(!covers("ali", 0, 3) &&
		covers("ali", 0, 10 * JOURNAL_SPANS_EACH + 1),
	    "and an older one that is loaded later drops none");
	for (uint32_t i = 0; i < JOURNAL_MEMBERS_MOST; i++) {
		(void)snprintf(name, sizeof(name), "a%u", i);
		journal_members_in(&members, dev, str_from(name), 5);
	}
	TAP_NUM(members.lost, 1, "one too many is not kept");
	TAP_NUM(journal_members_since(&members, dev, STR("a9999"), 1), 5,
	    "the others are");
	journal_members_end(&members, dev);
	journal_members_in(&members, dev, STR("bob"), 6);
	TAP_NUM(members.lost, 1, "there is room again");
}

/* An account can go through groups without end. */
static void
bounds_an_account(void)
{
	const uint32_t most = JOURNAL_MEMBERS_EACH;
	uint32_t count = 0, group[2] = { ops, dev };
	char name[32];

	journal_members_end_account(&members, STR("ali"));
	journal_members_in(&members, ops, STR("ali"), 1);
	journal_members_in(&members, dev, STR("ali"), 2);
	journal_members_out(&members, dev, STR("ali"), 3);
	for (uint32_t i = 0; i < most; i++) {
		(void)snprintf(name, sizeof(name), "g%u", i);
		group[i % 2] = journal_targets_get(&targets, str_from(name));
		journal_members_in(&members, group[i % 2], STR("ali"), 10 + i);
		if (i < most - 2)
			journal_members_out(
			    &members, group[i % 2], STR("ali"), 10 + i);
	}
	for (uint32_t i = journal_members_of_account(&members, STR("ali"));
	     i != JOURNAL_NONE; i = journal_members_next(&members, i))
		count++;
	TAP_NUM(count, most, "an account has a bound");
	TAP_OK(!covers("ali", 1, 0) && covers("ali", 1, 9999) &&
		journal_members_since(&members, group[0], STR("ali"), 0) != 0 &&
		journal_members_since(&members, group[1], STR("ali"), 0) != 0,
	    "what it has left goes before what it is in");
	TAP_OK(!journal_members_cover(&members, dev, STR("ali"), 0, 2),
	    "the oldest first");
}

static void
forgets_what_is_too_old(void)
{
	const uint32_t lab = journal_targets_get(&targets, STR("lab"));

	journal_members_in(&members, lab, STR("ann"), 10);
	journal_members_out(&members, lab, STR("ann"), 20);
	journal_members_in(&members, lab, STR("ann"), 30);
	journal_members_out(&members, lab, STR("ann"), 40);
	journal_members_in(&members, lab, STR("ben"), 10);
	journal_members_out(&members, lab, STR("ben"), 39);
	TAP_OK(journal_members_are_past(&members, lab), "all have left");
	journal_members_in(&members, lab, STR("cy"), 5);
	TAP_OK(!journal_members_are_past(&members, lab), "one is there");
	journal_members_expire(&members, 40);
	TAP_OK(!journal_members_cover(&members, lab, STR("ann"), 0, 20) &&
		journal_members_cover(&members, lab, STR("ann"), 0, 40),
	    "an interval stays until all of it is too old");
	TAP_NUM(journal_members_of_account(&members, STR("ben")), JOURNAL_NONE,
	    "an account that has none is forgotten");
	TAP_NUM(journal_members_since(&members, lab, STR("cy"), 0), 5,
	    "unless it is a member now");
	journal_members_expire(&members, UINT64_MAX);
	journal_members_out(&members, lab, STR("cy"), 50);
	journal_members_expire(&members, 51);
	TAP_NUM(
	    journal_members_of_target(&members, lab), JOURNAL_NONE, "the last");
}

int
main(void)
{
	void *room = calloc(1, journal_targets_room());
	void *other = calloc(1, journal_members_room());

	MUST(room != NULL && other != NULL, "no memory");
	journal_targets_init(
	    &targets, room, &(const struct siphash_secret) { 1, 2 });
	journal_members_init(&members, &targets, other);
	ops = journal_targets_get(&targets, STR("ops"));
	dev = journal_targets_get(&targets, STR("dev"));
	a_member_reads();
	a_former_member_reads();
	all_leave();
	ends();
	has_bounds();
	bounds_an_account();
	forgets_what_is_too_old();
	free(room);
	free(other);
	return tap_done();
}
