/*
 * server/router/work/locks: clients that hold, free, leave and die at
 * random, beside a model: who asks first holds first, never more than may, each
 * is told once, and who hears of the keys is told of each change.
 */
#include <stdio.h>

#include "server/base/mem/arena.h"
#include "server/router/model/clients.h"
#include "server/router/model/holds.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define CLIENTS 6
#define KEYS 4 /* in two groups, by turns */
#define TRIES 6000

static const struct config_option options[] = { { "max_clients", "200" },
	{ "hello_time", "0" }, { "max_per_address", "0" }, { NULL, NULL } };

static const char *const groups[] = { "tea", "rice" };

static struct {
	struct puppet puppet[CLIENTS]; /* c0, c1 and so on */
	struct puppet witness; /* in both groups; hears of all keys */
	char last[LIMIT_LINE];
} test;

/* A client that holds a key or waits for it, with its most and its value. */
struct asker {
	size_t client;
	unsigned most;
	unsigned value;
};

static struct {
	bool in[CLIENTS][2];
	struct key {
		struct asker holder[CLIENTS], waiter[CLIENTS];
		size_t holders, waiters;
		bool there;
		char told[4 * LIMIT_LINE]; /* what the witness has to hear */
		size_t len;
	} key[KEYS];
	size_t held[CLIENTS][KEYS]; /* how often it is to be told so now */
	unsigned values;
	size_t turns; /* holds that had to wait */
} model;

static const char *
group_of(size_t key)
{
	return groups[key % 2];
}

static void
expect(size_t key, const char *verb, size_t client, unsigned value)
{
	struct key *k = &model.key[key];
	const size_t room = sizeof(k->told) - k->len;

	k->len += (size_t)(value > 0 ?
		snprintf(k->told + k->len, room, "%s * %s k%zu c%zu v%u\n",
		    verb, group_of(key), key, client, value) :
		snprintf(k->told + k->len, room, "%s * %s k%zu c%zu\n", verb,
		    group_of(key), key, client)); /* fits */
}

static void
let_hold(size_t key)
{
	struct key *k = &model.key[key];

	while (k->waiters > 0 && k->holders < k->waiter[0].most) {
		const struct asker next = k->waiter[0];
		k->holder[k->holders++] = next;
		k->waiters--;
		memmove(
		    k->waiter, k->waiter + 1, k->waiters * sizeof(*k->waiter));
		k->there = true;
		model.held[next.client][key]++;
		expect(key, "set", next.client, next.value);
	}
}

static bool
take_out(struct asker *list, size_t *count, size_t client)
{
	for (size_t i = 0; i < *count; i++)
		if (list[i].client == client) {
			(*count)--;
			memmove(list + i, list + i + 1,
			    (*count - i) * sizeof(*list));
			return true;
		}
	return false;
}

/* Returns whether the client had the key or waited for it. */
static bool
let_go(size_t key, size_t client)
{
	struct key *k = &model.key[key];

	if (!take_out(k->holder, &k->holders, client) &&
	    !take_out(k->waiter, &k->waiters, client))
		return false;
	let_hold(key);
	if (k->holders == 0 && k->there) {
		expect(key, "cut", client, 0);
		k->there = false;
	}
	return true;
}

static bool
has(const struct asker *list, size_t count, size_t client)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].client == client)
			return true;
	return false;
}

static bool
ask(size_t client, const char *line, const char *answer)
{
	puppet_say(&test.puppet[client], line);
	return puppet_hears(&test.puppet[client], answer);
}

static bool
hold(size_t client)
{
	const size_t key = dice(KEYS);
	struct key *k = &model.key[key];
	const unsigned most = 1 + dice(2) * dice(3), value = ++model.values;
	const size_t place =
	    k->waiters == 0 && k->holders < most ? 0 : k->waiters + 1;
	char line[LIMIT_LINE], answer[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "hold %s k%zu %u v%u", group_of(key),
	    key, most, value); /* fits */
	if (!model.in[client][key % 2])
		return ask(client, line, "err hold not-member ...");
	if (has(k->holder, k->holders, client) ||
	    has(k->waiter, k->waiters, client))
		return ask(client, line, "err hold already-holder ...");
	(void)snprintf(answer, sizeof(answer), "ok hold %s k%zu %zu",
	    group_of(key), key, place); /* fits */
	k->waiter[k->waiters++] = (struct asker) { client, most, value };
	let_hold(key);
	model.turns += place > 0;
	return ask(client, line, answer);
}

static bool
let_free(size_t client)
{
	const size_t key = dice(KEYS);
	char line[LIMIT_LINE], answer[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "free %s k%zu", group_of(key), key); /* fits */
	if (!let_go(key, client))
		return ask(client, line, "err free not-holder ...");
	(void)snprintf(answer, sizeof(answer), "ok free %s k%zu", group_of(key),
	    key); /* fits */
	return ask(client, line, answer);
}

/* Its value changes, or it goes; the hold stays. */
static bool
change(size_t client)
{
	const size_t key = dice(KEYS);
	struct key *k = &model.key[key];
	const bool cut = dice_once_in(2);
	char line[LIMIT_LINE];

	if (!has(k->holder, k->holders, client))
		return true;
	(void)snprintf(line, sizeof(line),
	    cut ? "cut %s k%zu" : "put %s k%zu v%u", group_of(key), key,
	    model.values); /* fits */
	if (cut && !k->there)
		return ask(client, line, "err cut no-such-key ...");
	k->there = !cut;
	expect(key, cut ? "cut" : "set", client, cut ? 0 : model.values);
	return ask(client, line, cut ? "ok cut ..." : "ok put ...");
}

static void
leave_group(size_t client, size_t group)
{
	for (size_t key = group; key < KEYS; key += 2)
		(void)let_go(key, client);
	model.in[client][group] = false;
}

static bool
join_or_leave(size_t client)
{
	const size_t group = dice(2);
	const bool in = model.in[client][group];
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "%s %s", in ? "leave" : "join",
	    groups[group]); /* fits */
	if (in)
		leave_group(client, group);
	else
		model.in[client][group] = true;
	return ask(client, line, in ? "leave ..." : "join ...");
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

static bool
die(size_t client)
{
	puppet_die(&test.puppet[client]);
	leave_group(client, 0);
	leave_group(client, 1);
	memset(model.held[client], 0, sizeof(model.held[client]));
	stage_turn(); /* whose turn it is is told in the next */
	enter(client);
	return true;
}

/* The others are told that they hold it now, once. */
static bool
is_told(size_t client)
{
	struct str line;

	while (puppet_line(&test.puppet[client], &line)) {
		struct str word = str_word(&line);
		if (!str_eq(word, STR("held")))
			continue;
		(void)str_word(&line);
		(void)str_word(&line);
		const size_t key = (size_t)(line.at[1] - '0');
		MUST(key < KEYS, "no key");
		if (model.held[client][key]-- == 0)
			return false;
	}
	for (size_t key = 0; key < KEYS; key++)
		if (model.held[client][key] > 0)
			return false;
	return true;
}

/* Takes the next line that is expected of that key off. */
static bool
is_next(struct key *key, struct str line)
{
	char wanted[LIMIT_LINE];
	const char *end = memchr(key->told, '\n', key->len);

	if (end == NULL)
		return false;
	const size_t len = (size_t)(end - key->told);
	memcpy(wanted, key->told, len);
	wanted[len] = '\0';
	key->len -= len + 1;
	memmove(key->told, end + 1, key->len);
	return pattern_matches(wanted, line);
}

/* Checks that the witness is told all of each key, in its order. */
static bool
has_witnessed(void)
{
	struct str line;

	while (puppet_line(&test.witness, &line)) {
		struct str rest = line;
		const struct str verb = str_word(&rest);
		if (!str_eq(verb, STR("set")) && !str_eq(verb, STR("cut")))
			continue;
		(void)str_word(&rest);
		(void)str_word(&rest);
		MUST(rest.at[0] == 'k' && rest.at[1] < '0' + KEYS, "no key");
		if (!is_next(&model.key[rest.at[1] - '0'], line))
			return false;
	}
	for (size_t key = 0; key < KEYS; key++)
		if (model.key[key].len > 0)
			return false;
	return true;
}

static bool (*const acts[])(size_t client) = { hold, hold, hold, hold, hold,
	hold, hold, hold, let_free, let_free, change, join_or_leave };

static void
is_like_the_model(void)
{
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++) {
		const size_t client = dice(CLIENTS);
		good = dice_once_in(100) ? die(client) :
					   acts[dice(COUNT(acts))](client);
		for (size_t each = 0; each < CLIENTS; each++)
			good = is_told(each) && good;
		good = has_witnessed() && good;
		sane_check();
	}
	TAP_OK(good, "%d steps at random", TRIES);
	TAP_OK(model.turns > TRIES / 20, "%zu had to wait", model.turns);
}

int
main(void)
{
	size_t used;

	bulk();
	dice_begin();
	stage_begin(options);
	used = arena_used();
	puppet_join(&test.witness, "witness", "tea");
	puppet_say(&test.witness, "join rice");
	puppet_say(&test.witness, "hear k0 k1 k2 k3");
	puppet_hear_all(&test.witness, test.last);
	for (size_t client = 0; client < CLIENTS; client++)
		enter(client);
	is_like_the_model();
	for (size_t client = 0; client < CLIENTS; client++)
		puppet_die(&test.puppet[client]);
	puppet_die(&test.witness);
	sane_check_empty();
	TAP_NUM(arena_used(), used, "all memory is given back");
	return tap_done();
}
