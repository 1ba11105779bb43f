/*
 * However a server and its journal are killed while clients put, cut, post and
 * finish: with history_sync each, every change that was answered has happened
 * for the next server, and one that was never asked for has not.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/dice.h"
#include "tests/lib/journal.h"

#define ROUNDS 8
#define STEPS 40 /* of a round: a put, a cut, and a post each */
#define KEYS 20 /* a key is cut so many steps after it was put */
#define ALL ((size_t)ROUNDS * STEPS)

/* UNSURE: the command was sent and not answered. */
enum sight { NEVER, UNSURE, THERE, GONE };

static struct {
	enum sight key[ALL];
	uint64_t id[ALL]; /* of the item; 0: not answered */
	enum sight item[ALL];
	size_t posted; /* answers to posts */
	size_t step;
} all;

static struct server *
start(void)
{
	static char config[4096];

	(void)snprintf(config, sizeof(config),
	    "%shistory_sync each\nbox jobs\ntable jobs\n",
	    keeper_config()); /* fits */
	return server_start(&(struct setup) { .config = config });
}

/* The connection may have ended. */
static void
push(struct conn *conn, const char *word, uint64_t number)
{
	char text[128];
	const int len = snprintf(text, sizeof(text), "%s%llu%s\n", word,
	    (unsigned long long)number,
	    strcmp(word, "put jobs k") == 0 ? " v" : "");

	(void)conn_push(conn, text, (size_t)len, 0);
}

static size_t
find(uint64_t id)
{
	size_t i = 0;

	while (i < all.posted && all.id[i] != id)
		i++;
	MUST(i < all.posted, "it was never posted");
	return i;
}

static void
note(struct str line)
{
	char text[128];
	unsigned long long number;

	(void)snprintf(text, sizeof(text), "%.*s", (int)line.len, line.at);
	if (sscanf(text, "ok put jobs k%llu", &number) == 1) {
		all.key[number] = THERE;
	} else if (sscanf(text, "ok cut jobs k%llu", &number) == 1) {
		all.key[number] = GONE;
	} else if (sscanf(text, "ok post jobs %llu", &number) == 1) {
		all.item[all.posted] = THERE;
		all.id[all.posted++] = number;
	} else if (sscanf(text, "ok done %llu", &number) == 1) {
		all.item[find(number)] = GONE;
	}
}

/* Finishes most items that it gets. */
static void
act(struct conn *conn, struct str line)
{
	char text[128];
	unsigned long long id;

	note(line);
	(void)snprintf(text, sizeof(text), "%.*s", (int)line.len, line.at);
	if (sscanf(text, "item %llu", &id) != 1 || dice_once_in(4))
		return;
	for (size_t i = 0; i < all.posted; i++)
		if (all.id[i] == id) {
			all.item[i] = UNSURE;
			push(conn, "done ", id);
		}
}

static void
read_on(struct conn *ann, struct conn *bob)
{
	struct str line;

	while (conn_has_line(ann, &line))
		note(line);
	while (conn_has_line(bob, &line))
		act(bob, line);
}

static void
step(struct conn *ann)
{
	const size_t now = all.step++;

	all.key[now] = UNSURE;
	push(ann, "put jobs k", now);
	push(ann, "post jobs ", now);
	if (now < KEYS || all.key[now - KEYS] != THERE)
		return;
	all.key[now - KEYS] = UNSURE;
	push(ann, "cut jobs k", now - KEYS);
}

/* Waits for the answer to a post. */
static void
note_post(struct conn *ann)
{
	const size_t before = all.posted;

	while (all.posted == before)
		note(conn_line(ann));
}

static void
play(struct server *server)
{
	struct conn *ann = conn_member(server, "ann", "jobs");
	struct conn *bob = conn_member(server, "bob", "jobs");
	const pid_t journal = journal_find(server);
	const unsigned last = 1 + dice(STEPS - 1);

	conn_say(bob, "take jobs 50");
	for (unsigned i = 0; i < last; i++) {
		step(ann);
		if (dice_once_in(3))
			note_post(ann);
		if (dice_once_in(3))
			read_on(ann, bob);
	}
	if (dice_once_in(2))
		MUST(kill(journal, SIGKILL) == 0, "no journal");
	server_signal(server, SIGKILL);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it has ended before");
	conn_finish(ann);
	conn_finish(bob);
	read_on(ann, bob);
	conn_close(ann);
	conn_close(bob);
}

static void
check_keys(struct conn *cem)
{
	static bool seen[ALL];
	unsigned long long number;
	char text[128];
	size_t wrong = 0;

	memset(seen, 0, sizeof(seen));
	conn_say(cem, "get jobs");
	for (;;) {
		const struct str line = conn_line(cem);
		(void)snprintf(
		    text, sizeof(text), "%.*s", (int)line.len, line.at);
		if (sscanf(text, "row jobs k%llu", &number) != 1)
			break;
		MUST(number < ALL, "no such key");
		seen[number] = true;
	}
	for (size_t i = 0; i < ALL; i++) {
		wrong +=
		    all.key[i] != UNSURE && seen[i] != (all.key[i] == THERE);
		if (all.key[i] == UNSURE)
			all.key[i] = seen[i] ? THERE : GONE;
	}
	TAP_NUM(wrong, 0, "each key is as it was answered");
}

static void
check_items(struct conn *cem)
{
	static bool seen[ALL];
	size_t wrong = 0;
	struct str line;

	memset(seen, 0, sizeof(seen));
	conn_ask(cem, "take jobs 1000", "ok take jobs 1000");
	conn_say(cem, "ping end");
	for (line = conn_line(cem); !str_eq(line, STR("ok ping end"));
	     line = conn_line(cem)) {
		const uint64_t id = conn_id(cem);
		for (size_t i = 0; i < all.posted; i++)
			seen[i] = seen[i] || all.id[i] == id;
	}
	for (size_t i = 0; i < all.posted; i++) {
		wrong +=
		    all.item[i] != UNSURE && seen[i] != (all.item[i] == THERE);
		if (all.item[i] == UNSURE)
			all.item[i] = seen[i] ? THERE : GONE;
	}
	TAP_NUM(wrong, 0, "and each item, of %zu", all.posted);
}

static void
check(struct server *server)
{
	struct conn *cem = conn_member(server, "cem", "jobs");

	check_keys(cem);
	check_items(cem);
	conn_quit(cem);
}

int
main(void)
{
	struct server *server;

	dice_begin();
	for (int i = 0; i < ROUNDS; i++) {
		server = start();
		check(server);
		play(server);
	}
	server = start();
	check(server);
	server_stop(server);
	return tap_done();
}
