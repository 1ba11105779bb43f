/*
 * server/router/verbs/work/key_subscriptions: each change of a key is told
 * once, behind its answer, to all who hear of that key and are in the group, or
 * share one with whose table it is, and to nobody else; at random beside a
 * model. And who hears how much, and who of them is slow.
 */
#include "server/router/verbs/work/key_subscriptions.h"

#include <stdio.h>

#include "server/base/mem/arena.h"
#include "server/base/state/module.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/model/table.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

extern const struct module subscriptions_module;

#define CLIENTS 8
#define GROUPS 4
#define TRIES 4000

static const struct config_option options[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { NULL, NULL } };

/* Some are the beginnings of others; and so many that some look the same. */
static const char *const keys[LIMIT_KEYS] = { "a", "aa", "aaa", "aaaa", "b",
	"ab", "a/b", "a/", "-", "--", "-a", "0", "1", "2", "3", "4", "5", "6",
	"7", "10" };

static struct {
	struct puppet puppet[CLIENTS]; /* c0, c1 and so on */
	char last[LIMIT_LINE];
} test;

static struct {
	unsigned in[CLIENTS]; /* groups, a bit for each */
	unsigned hears[CLIENTS]; /* keys, likewise */
	size_t told;
	size_t untold;
} model;

static uint32_t
number_of(size_t client)
{
	return slots_get(test.puppet[client].slot)->client;
}

static void
enter(size_t client)
{
	char line[LIMIT_LINE];

	puppet_enter(&test.puppet[client]);
	(void)snprintf(line, sizeof(line), "name c%zu", client); /* fits */
	puppet_say(&test.puppet[client], line);
	MUST(puppet_hears(&test.puppet[client], "ok name *"), "no name");
}

static void
hear_all(void)
{
	for (size_t i = 0; i < CLIENTS; i++)
		puppet_hear_all(&test.puppet[i], test.last);
}

static bool
ask(size_t client, const char *line, const char *answer)
{
	puppet_say(&test.puppet[client], line);
	return puppet_hears(&test.puppet[client], answer);
}

/* How many events of tables it has got that are like this, and all it has. */
static size_t
events(size_t client, const char *pattern, size_t *all)
{
	size_t count = 0;
	struct str line;

	*all = 0;
	while (puppet_line(&test.puppet[client], &line)) {
		count += pattern_matches(pattern, line);
		*all += pattern_matches("set ...", line) ||
		    pattern_matches("cut ...", line);
	}
	return count;
}

/* A group's, or that of a client, which is then below GROUPS + CLIENTS. */
static bool
is_near(size_t client, size_t table)
{
	if (table < GROUPS)
		return (model.in[client] >> table & 1) != 0;
	return client == table - GROUPS ||
	    (model.in[client] & model.in[table - GROUPS]) != 0;
}

static bool
was_told(const char *pattern, size_t table, size_t key)
{
	for (size_t client = 0; client < CLIENTS; client++) {
		const bool hears = is_near(client, table) &&
		    (model.hears[client] >> key & 1) != 0;
		size_t all;
		if (events(client, pattern, &all) != hears || all != hears)
			return false;
		model.told += hears;
		model.untold += !hears;
	}
	return true;
}

static bool
join_or_leave(size_t client)
{
	const uint32_t group = dice(GROUPS);
	const bool in = (model.in[client] >> group & 1) != 0;
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "%s g%u", in ? "leave" : "join",
	    (unsigned)group); /* fits */
	model.in[client] ^= 1U << group;
	return ask(client, line, in ? "leave ..." : "join ...");
}

/* In any order, one of them perhaps twice. */
static bool
hear(size_t client)
{
	char line[LIMIT_LINE] = "hear";
	size_t len = strlen(line);

	model.hears[client] = 0;
	for (unsigned count = dice(15); count > 0; count--) {
		const uint32_t key = dice(COUNT(keys));
		model.hears[client] |= 1U << key;
		len += (size_t)snprintf(line + len, sizeof(line) - len, " %s",
		    keys[key]); /* fits */
	}
	return ask(client, line, "ok hear");
}

static bool
leave_and_come(size_t client)
{
	puppet_die(&test.puppet[client]);
	enter(client);
	model.in[client] = model.hears[client] = 0;
	return true;
}

/* In the table of a group, or its own. */
static bool
change(size_t client)
{
	const size_t group = dice(GROUPS), key = dice(COUNT(keys));
	const bool in = (model.in[client] >> group & 1) != 0;
	const size_t table = in ? group : GROUPS + client;
	char title[32], line[LIMIT_LINE], answer[LIMIT_LINE];
	const bool cut = dice_once_in(3);

	(void)snprintf(title, sizeof(title), in ? "g%zu" : "@c%zu",
	    in ? group : client); /* fits */
	(void)snprintf(line, sizeof(line), "put %s %s x", title, keys[key]);
	(void)snprintf(answer, sizeof(answer), "ok put %s %s ...", title,
	    keys[key]); /* fits */
	if (!ask(client, line, answer))
		return false;
	(void)snprintf(line, sizeof(line), "set * %s %s c%zu x", title,
	    keys[key], client); /* fits */
	if (!was_told(line, table, key))
		return false;
	if (!cut)
		return true;
	(void)snprintf(line, sizeof(line), "cut %s %s", title, keys[key]);
	(void)snprintf(answer, sizeof(answer), "ok cut %s %s x", title,
	    keys[key]); /* fits */
	if (!ask(client, line, answer))
		return false;
	(void)snprintf(line, sizeof(line), "cut * %s %s c%zu", title, keys[key],
	    client); /* fits */
	return was_told(line, table, key);
}

static bool (*const acts[])(size_t client) = { join_or_leave, join_or_leave,
	hear, hear, change, change, change };

static void
is_like_the_model(void)
{
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++) {
		const size_t client = dice(CLIENTS);
		good = dice_once_in(40) ? leave_and_come(client) :
					  acts[dice(COUNT(acts))](client);
		hear_all();
	}
	TAP_OK(good, "%d changes at random", TRIES);
	TAP_OK(model.told > TRIES / 10 && model.untold > TRIES,
	    "%zu were told, %zu not", model.told, model.untold);
}

/* "hear k0 k1 ...", of so many keys. */
static void
say_keys(char line[LIMIT_LINE], int count)
{
	size_t len = strlen("hear");

	memcpy(line, "hear", len + 1);
	for (int i = 0; i < count; i++)
		len += (size_t)snprintf(
		    line + len, LIMIT_LINE - len, " k%d", i); /* fits */
}

static void
hears_so_many(void)
{
	char line[LIMIT_LINE];

	say_keys(line, LIMIT_KEYS + 1);
	MUST(ask(0, "hear last", "ok hear"), "hear");
	TAP_OK(ask(0, line, "err hear too-many ...") &&
		ask(0, "put @c0 last x", "ok put @c0 last *") &&
		puppet_hears(&test.puppet[0], "set * @c0 last c0 x"),
	    "one cannot hear of more than 20, and what one heard stays");
	say_keys(line, LIMIT_KEYS);
	TAP_OK(ask(0, line, "ok hear") &&
		ask(0, "put @c0 k0 x", "ok put @c0 k0 *") &&
		puppet_hears(&test.puppet[0], "set * @c0 k0 c0 x") &&
		ask(0, "put @c0 k19 x", "ok put @c0 k19 *") &&
		puppet_hears(&test.puppet[0], "set * @c0 k19 c0 x"),
	    "of each of 20 one can");
	TAP_OK(ask(0, "put @c0 last x", "ok put @c0 last * x") &&
		ask(0, "hear", "ok hear") &&
		ask(0, "put @c0 k0 x", "ok put @c0 k0 * x") &&
		ask(0, "ping", "ok ping"),
	    "and of nothing else, or nothing at all");
}

/* The number of subscribers with much unread, and the client that asks. */
static const struct {
	unsigned hearers; /* besides that one, from 1 on */
	unsigned behind;
	bool asks_is_behind;
	bool slow;
} rows[] = {
	{ 0, 0, false, false },
	{ 0, 0, true, false },
	{ 1, 0, false, false },
	{ 1, 0, true, false },
	{ 1, 1, false, true },
	{ 2, 1, false, true },
	{ 3, 1, false, false },
	{ 3, 1, true, false },
	{ 3, 2, false, true },
	{ 4, 2, false, true },
	{ 5, 2, false, false },
	{ 5, 2, true, false },
	{ 5, 3, false, true },
};

static void
set_behind(size_t client, bool behind)
{
	slots_get(test.puppet[client].slot)->down.over_mark = behind;
}

static void
knows_the_slow(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t c = 0; c < CLIENTS; c++)
			MUST(ask(c, c <= rows[i].hearers ? "hear k" : "hear",
				 "ok hear"),
			    "hear");
		set_behind(0, rows[i].asks_is_behind);
		for (size_t c = 1; c <= rows[i].behind; c++)
			set_behind(c, true);
		set_behind(CLIENTS - 1, true); /* who does not hear it */
		subscriptions_find(table_of_client(number_of(0)), STR("k"));
		TAP_NUM(subscriptions_are_slow(number_of(0)), rows[i].slow,
		    "%u of %u others are behind", rows[i].behind,
		    rows[i].hearers);
		for (size_t c = 0; c < CLIENTS; c++)
			set_behind(c, false);
	}
	subscriptions_find(table_of_client(number_of(0)), STR("none"));
	TAP_OK(!subscriptions_are_slow(number_of(0)),
	    "nobody is, of a key of none");
}

/* Subscriptions end with the client, or when it subscribes to other keys. */
static void
forgets(void)
{
	size_t used;

	MUST(ask(0, "hear", "ok hear"), "hear");
	used = arena_used();
	MUST(ask(0, "hear a b c", "ok hear") &&
		ask(0, "hear a/long/key and/one/more a b c d e", "ok hear"),
	    "hear");
	TAP_OK(arena_used() > used, "it has to be kept");
	MUST(ask(0, "hear", "ok hear"), "hear");
	TAP_NUM(arena_used(), used, "until one hears nothing");
	subscriptions_module.leave(number_of(0));
	TAP_NUM(arena_used(), used, "which can be said twice");
}

int
main(void)
{
	size_t used;

	bulk();
	dice_begin();
	stage_begin(options);
	used = arena_used();
	for (size_t client = 0; client < CLIENTS; client++)
		enter(client);
	is_like_the_model();
	for (size_t client = 0; client < CLIENTS; client++) {
		(void)leave_and_come(client);
		MUST(ask(client, "join all", "join ..."), "join");
		hear_all();
	}
	hears_so_many();
	hear_all();
	knows_the_slow();
	forgets();
	for (size_t client = 0; client < CLIENTS; client++)
		puppet_die(&test.puppet[client]);
	sane_check_empty();
	TAP_NUM(arena_used(), used, "all memory is given back");
	return tap_done();
}
