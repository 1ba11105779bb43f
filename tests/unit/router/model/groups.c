/* server/router/model/groups: memberships, at random beside a naive model. */
#include "server/router/model/groups.h"

#include <time.h>

#include "server/base/data/index.h"
#include "server/base/mem/arena.h"
#include "server/base/state/module.h"
#include "server/router/delivery/backlogs.h"
#include "server/router/delivery/congestion.h"
#include "server/router/model/client_identity.h"
#include "server/router/model/clients.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define CLIENTS 12
#define GROUPS 8
#define TRIES 20000

/* Each of them in two spellings that are the same name. */
static const struct str names[GROUPS][2] = {
	{ { "ali", 3 }, { "Ali", 3 } },
	{ { "x", 1 }, { "X", 1 } },
	{ { "a[b", 3 }, { "A[B", 3 } },
	{ { "a{b", 3 }, { "A{B", 3 } }, /* another: no IRC case rules */
	{ { "\xc3\xa9t\xc3\xa9", 5 }, { "\xc3\xa9T\xc3\xa9", 5 } },
	{ { "\xc3\x89t\xc3\x89", 5 }, { "\xc3\x89T\xc3\x89", 5 } },
	{ { "sara", 4 }, { "SARA", 4 } },
	{ { "sarah", 5 }, { "SARAH", 5 } },
};

static const struct str topics[] = {
	{ NULL, 0 },
	{ "tea", 3 },
	{ "about nothing at all", 20 },
};

/* The naive way: a flag for each pair, and everything looked through. */
static size_t at_first; /* memory that is used by empty tables */

static struct {
	struct {
		uint32_t number; /* GROUP_NONE: there is no such group */
		struct str title;
		struct str topic;
		bool kept;
		uint64_t tag;
		bool in[CLIENTS];
		size_t owes[CLIENTS]; /* bytes */
	} group[GROUPS]; /* called names[0] and so on */
	bool full[CLIENTS]; /* wants events so */
} model;

static bool
is_congested(size_t group, uint32_t for_client, bool full)
{
	unsigned over = 0, others = 0;

	for (uint32_t c = 0; c < CLIENTS; c++) {
		if (c == for_client || !model.group[group].in[c] ||
		    (full && !model.full[c]))
			continue;
		others++;
		over += model.group[group].owes[c] > GROUPS_MARK;
	}
	return over >= 1 && 2 * over >= others;
}

static bool
owes_the_same(size_t group, uint32_t c)
{
	const struct membership *m =
	    groups_membership(c, model.group[group].number);
	const size_t bytes = model.group[group].owes[c];

	return m->waiting == bytes && m->over_mark == (bytes > GROUPS_MARK) &&
	    m->lines_refused == bytes / 2;
}

/* Members and memberships are two views of one thing. */
static bool
members_agree(size_t group)
{
	const uint32_t number = model.group[group].number;
	size_t count = 0;

	for (uint32_t c = 0; c < CLIENTS; c++) {
		const bool in = model.group[group].in[c];
		count += in;
		if (groups_has(number, c) != in ||
		    set_has(groups_members(number), c) != in ||
		    set_has(groups_of(c), number) != in ||
		    (in && !owes_the_same(group, c)) ||
		    congestion_of(number, c, READERS_ALL) !=
			is_congested(group, c, false) ||
		    congestion_of(number, c, READERS_FULL) !=
			is_congested(group, c, true))
			return false;
	}
	return groups_members(number)->count == count;
}

static bool
groups_agree(void)
{
	size_t count = 0;

	for (size_t g = 0; g < GROUPS; g++) {
		const uint32_t number = model.group[g].number;
		if (groups_find(names[g][0]) != number ||
		    groups_find(names[g][1]) != number)
			return false;
		if (number == GROUP_NONE)
			continue;
		count++;
		if (!str_eq(groups_name(number), model.group[g].title) ||
		    !str_eq(groups_topic(number), model.group[g].topic) ||
		    groups_next(number) != number || !members_agree(g))
			return false;
	}
	for (uint32_t g = groups_next(0); g != GROUP_NONE;
	     g = groups_next(g + 1))
		if (count-- == 0)
			return false;
	return count == 0;
}

static bool
try_enter(void)
{
	const uint32_t c = dice(CLIENTS);
	const size_t g = dice(GROUPS);
	const struct str name = names[g][dice(2)];
	const uint32_t number = groups_make(name);

	if (model.group[g].number == GROUP_NONE) {
		model.group[g].number = number;
		model.group[g].title = name;
		model.group[g].tag = groups_tag(number);
	}
	model.group[g].in[c] = true;
	return groups_enter(number, c) && model.group[g].tag != 0;
}

/* Goes if nobody is in it and it does not stay. */
static void
tidy(size_t g)
{
	bool stays = model.group[g].kept;

	for (uint32_t c = 0; c < CLIENTS; c++)
		stays = stays || model.group[g].in[c];
	groups_remove_if_empty(model.group[g].number);
	if (stays)
		return;
	model.group[g].number = GROUP_NONE;
	model.group[g].topic = (struct str) { NULL, 0 };
}

static bool
try_leave(void)
{
	const uint32_t c = dice(CLIENTS);
	const size_t g = dice(GROUPS);

	if (model.group[g].number == GROUP_NONE)
		return true;
	groups_leave(model.group[g].number, c);
	model.group[g].in[c] = false;
	model.group[g].owes[c] = 0;
	tidy(g);
	return true;
}

/*
 * Nothing is counted for a client outside a group, or for a group that has
 * gone.
 */
static bool
try_owe(void)
{
	const uint32_t c = dice(CLIENTS);
	const size_t g = dice(GROUPS);
	const size_t bytes = dice(2 * GROUPS_MARK);

	backlogs_add(c, model.group[g].tag, bytes);
	if (!model.group[g].in[c])
		return true;
	model.group[g].owes[c] += bytes;
	groups_membership(c, model.group[g].number)->lines_refused =
	    model.group[g].owes[c] / 2;
	return true;
}

static bool
try_pay(void)
{
	const uint32_t c = dice(CLIENTS);
	const size_t g = dice(GROUPS);
	const size_t owes = model.group[g].owes[c];
	const size_t bytes = dice_once_in(2) ? owes : dice(GROUPS_MARK);
	const size_t left = bytes < owes ? owes - bytes : 0;
	const bool went = backlogs_sub(c, model.group[g].tag, bytes);

	if (!model.group[g].in[c])
		return !went;
	model.group[g].owes[c] = left;
	groups_membership(c, model.group[g].number)->lines_refused = left / 2;
	return went == (owes > GROUPS_MARK && left <= GROUPS_MARK);
}

static bool
try_want(void)
{
	const uint32_t c = dice(CLIENTS);

	model.full[c] = dice_once_in(2);
	groups_set_client_full(c, model.full[c]);
	return true;
}

static bool
try_owe_nothing(void)
{
	const uint32_t c = dice(CLIENTS);

	backlogs_clear(c);
	for (size_t g = 0; g < GROUPS; g++) {
		model.group[g].owes[c] = 0;
		if (model.group[g].in[c])
			groups_membership(c, model.group[g].number)
			    ->lines_refused = 0;
	}
	return true;
}

static bool
try_topic(void)
{
	const size_t g = dice(GROUPS);

	if (model.group[g].number == GROUP_NONE)
		return true;
	model.group[g].topic = topics[dice(COUNT(topics))];
	groups_set_topic(model.group[g].number, model.group[g].topic);
	return true;
}

static bool
try_keep(void)
{
	const size_t g = dice(GROUPS);

	if (model.group[g].number != GROUP_NONE) {
		model.group[g].kept = true;
		groups_keep(model.group[g].number);
	}
	return true;
}

static bool
try_keep_none(void)
{
	if (!dice_once_in(5))
		return true;
	groups_unkeep_all();
	for (size_t g = 0; g < GROUPS; g++) {
		model.group[g].kept = false;
		if (model.group[g].number != GROUP_NONE)
			tidy(g);
	}
	return true;
}

static const struct {
	const char *what;
	bool (*try)(void);
} tries[] = {
	{ "enter", try_enter },
	{ "enter", try_enter },
	{ "leave", try_leave },
	{ "owe", try_owe },
	{ "owe", try_owe },
	{ "pay", try_pay },
	{ "want", try_want },
	{ "owe nothing", try_owe_nothing },
	{ "topic", try_topic },
	{ "keep", try_keep },
	{ "keep none", try_keep_none },
};

static void
is_like_the_model(void)
{
	const char *last = "nothing";
	bool good = true;

	for (size_t g = 0; g < GROUPS; g++)
		model.group[g].number = GROUP_NONE;
	for (unsigned i = 0; i < TRIES && good; i++) {
		const size_t which = dice(COUNT(tries));
		last = tries[which].what;
		good = tries[which].try() && groups_agree();
	}
	TAP_OK(good, "%d changes at random, the last: %s", TRIES, last);
}

static void
empties(void)
{
	for (size_t g = 0; g < GROUPS; g++)
		model.group[g].kept = false;
	groups_unkeep_all();
	for (uint32_t c = 0; c < CLIENTS; c++)
		for (size_t g = 0; g < GROUPS; g++)
			if (model.group[g].number != GROUP_NONE)
				groups_leave(model.group[g].number, c);
	for (size_t g = 0; g < GROUPS; g++)
		if (model.group[g].number != GROUP_NONE)
			groups_remove_if_empty(model.group[g].number);
	TAP_NUM(groups_count(), 0, "the last member takes the group along");
	TAP_NUM(groups_next(0), GROUP_NONE, "none is found");
	TAP_NUM(arena_used(), at_first, "all memory is given back");
}

static void
starts_anew(void)
{
	const uint32_t first = groups_make(STR("tea"));
	const uint32_t second = groups_make(STR("coffee"));
	const uint64_t tag = groups_tag(first);

	TAP_OK(first != second, "two groups");
	groups_set_topic(first, STR("green"));
	groups_keep(first);
	TAP_NUM(groups_make(STR("TEA")), first, "TEA is tea");
	groups_remove_if_empty(first);
	TAP_STR(groups_name(first), STR("tea"), "it is kept, as spelled");
	groups_unkeep_all();
	groups_remove_if_empty(first);
	TAP_NUM(groups_find(STR("tea")), GROUP_NONE, "it is not kept any more");
	TAP_NUM(groups_make(STR("Tea")), first, "its number is used again");
	TAP_OK(groups_tag(first) != tag, "but not its tag");
	TAP_STR(groups_name(first), STR("Tea"), "in another spelling");
	TAP_STR(groups_topic(first), STR(""), "without its old topic");
	groups_remove_if_empty(first);
	groups_remove_if_empty(second);
	groups_remove_if_empty(second);
	TAP_NUM(groups_count(), 0, "a group that has gone goes once");
}

/* As many groups as there can be, and one more. */
static void
ends_at_its_limit(void)
{
	char text[STR_DIGITS];
	bool good = true;

	for (uint32_t g = 0; g < GROUPS_MAX && good; g++)
		good = groups_make(str_number(g, text)) != GROUP_NONE;
	TAP_OK(good, "%d groups", GROUPS_MAX);
	TAP_NUM(groups_make(STR("more")), GROUP_NONE, "and not one more");
	TAP_OK(groups_make(STR("4711")) != GROUP_NONE, "one of them is found");
	groups_remove_if_empty(groups_find(STR("4711")));
	TAP_OK(groups_make(STR("more")) != GROUP_NONE, "one goes, one comes");
	TAP_NUM(groups_make(STR("4711")), GROUP_NONE, "and again no more");
	for (uint32_t g = groups_next(0); g != GROUP_NONE;
	     g = groups_next(g + 1))
		groups_remove_if_empty(g);
	TAP_NUM(groups_count(), 0, "all of them go");
}

/* Anybody may ask for the list thousands of times, where there were many. */
static void
passes_over_those_gone(void)
{
	enum { TIMES = 10000, MOST_MS = 300 };
	const clock_t start = clock();
	bool good = true;

	for (int i = 0; i < TIMES && good; i++)
		good = groups_next(0) == GROUP_NONE;
	const long ms = (long)((clock() - start) * 1000 / CLOCKS_PER_SEC);
	TAP_OK(
	    good && ms < MOST_MS, "%d times a list of none: %ld ms", TIMES, ms);
}

int
main(void)
{
	dice_begin();
	TAP_OK(modules_init(), "tables");
	at_first = arena_used();
	clients_limit(CLIENTS);
	for (uint32_t c = 0; c < CLIENTS; c++)
		MUST(clients_new(SLOT_NONE) == c, "no client");
	is_like_the_model();
	empties();
	starts_anew();
	ends_at_its_limit();
	passes_over_those_gone();
	return tap_done();
}
