/*
 * However a server is stopped while clients post, take and finish items, and
 * though its keeper is killed at times: every item whose post was answered is
 * there after the restart, unless its done was answered, and no other one is.
 */
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>

#include "shared/str.h"
#include "tests/lib/dice.h"
#include "tests/lib/keeper.h"

#define ROUNDS 12
#define POSTS 60
#define ITEMS ((size_t)ROUNDS * POSTS)

static struct {
	uint64_t id[ITEMS]; /* of posts that were answered */
	bool seen[ITEMS]; /* at the end */
	size_t count;
	uint64_t done[ITEMS]; /* IDs, when that was answered */
	size_t dones;
} all;

/* Returns the number of the item, or ITEMS. */
static size_t
find(uint64_t id)
{
	for (size_t i = 0; i < all.count; i++)
		if (all.id[i] == id)
			return i;
	return ITEMS;
}

static void
note(struct str line)
{
	char text[128];
	uint64_t id;

	(void)snprintf(text, sizeof(text), "%.*s", (int)line.len, line.at);
	if (sscanf(text, "ok post jobs %" SCNu64, &id) == 1) {
		MUST(all.count < ITEMS, "too many posts");
		all.id[all.count++] = id;
	} else if (sscanf(text, "ok done %" SCNu64, &id) == 1) {
		MUST(all.dones < ITEMS, "too many are done");
		all.done[all.dones++] = id;
	}
}

/* The connection may have ended. */
static void say(struct conn *conn, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void
say(struct conn *conn, const char *format, ...)
{
	char text[128];
	va_list values;

	va_start(values, format);
	const int len = vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	MUST(len > 0 && (size_t)len < sizeof(text), "too long");
	(void)conn_push(conn, text, (size_t)len, 0);
}

/* Finishes the item of the line, or gives it back, or neither. */
static void
act(struct conn *conn, struct str line)
{
	char text[128];
	uint64_t id;

	(void)snprintf(text, sizeof(text), "%.*s", (int)line.len, line.at);
	if (sscanf(text, "item %" SCNu64, &id) != 1)
		return;
	switch (dice(4)) {
	case 0:
		say(conn, "back %" PRIu64 "\ntake jobs 20\n", id);
		break;
	case 1:
		break;
	default:
		say(conn, "done %" PRIu64 "\n", id);
	}
}

static void
read_on(struct conn *ann, struct conn *bob)
{
	struct str line;

	while (conn_has_line(ann, &line))
		note(line);
	while (conn_has_line(bob, &line)) {
		note(line);
		act(bob, line);
	}
}

static struct server *
start(void)
{
	return server_start(
	    &(struct setup) { .config = keeper_config_with("box jobs\n") });
}

static void
play(void)
{
	struct server *server = start();
	struct conn *ann = conn_member(server, "ann", "jobs");
	struct conn *bob = conn_member(server, "bob", "jobs");
	const unsigned stops = dice(POSTS);

	conn_say(bob, "take jobs 20 %u", dice(3));
	for (unsigned i = 0; i < POSTS; i++) {
		say(ann, "post jobs %u\n", i);
		if (i == stops && dice_once_in(4))
			keeper_signal(server, SIGKILL);
		if (i == stops)
			server_signal(server, SIGTERM);
		if (dice_once_in(4))
			(void)sched_yield(); /* lets the server run */
		read_on(ann, bob);
	}
	conn_finish(ann);
	conn_finish(bob);
	TAP_NUM(server_status(server), 0, "it stops");
	read_on(ann, bob);
	conn_close(ann);
	conn_close(bob);
}

/* Takes all that is there. */
static void
count_up(void)
{
	struct server *server = start();
	struct conn *cem = conn_member(server, "cem", "jobs");
	size_t seen = 0, again = 0, strange = 0;
	struct str line;

	conn_ask(cem, "take jobs 1000", "ok take jobs 1000");
	conn_say(cem, "ping end");
	for (line = conn_line(cem); !str_eq(line, STR("ok ping end"));
	     line = conn_line(cem)) {
		const size_t i = find(conn_id(cem));
		strange += i == ITEMS || all.seen[i];
		seen += i != ITEMS;
		if (i != ITEMS)
			all.seen[i] = true;
	}
	for (size_t i = 0; i < all.dones; i++) {
		MUST(find(all.done[i]) != ITEMS, "it was never posted");
		again += all.seen[find(all.done[i])];
	}
	tap_note("%zu posted, %zu done, %zu left", all.count, all.dones, seen);
	TAP_NUM(seen + all.dones, all.count, "nothing is lost");
	TAP_NUM(again, 0, "nothing comes back");
	TAP_NUM(strange, 0, "nothing else is there");
	server_stop(server);
}

int
main(void)
{
	dice_begin();
	for (int i = 0; i < ROUNDS; i++)
		play();
	TAP_OK(all.count > ROUNDS, "%zu items were posted", all.count);
	count_up();
	return tap_done();
}
