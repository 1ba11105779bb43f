/*
 * Ten takers finish ten thousand items while some are killed, cut off or never
 * answer: each item is done at least once, none is with two takers at a time,
 * none is lost, and those that never came back arrive in order.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define ITEMS 10000
#define TAKERS 10
#define CREDITS 4
#define TAKE "take tea 4 3600"
#define LATE (3600 * SEC) /* behind which an item comes back */
#define AHEAD 900 /* items posted and not done: the box has room for these */

#define NOBODY TAKERS

/* An item that a taker has and has not answered for. */
struct quota_thing {
	char id[24];
	unsigned item;
};

struct taker {
	struct conn *conn;
	char name[24];
	uint64_t last; /* ID of the last that had not come back before */
	struct quota_thing held[2 * CREDITS];
	unsigned count;
};

static struct {
	struct server *server;
	struct conn *boss;
	struct taker taker[TAKERS];
	unsigned came; /* takers, in all */
	unsigned posted;
	unsigned done;
	unsigned returned;
	unsigned late; /* how often LATE has passed */
	unsigned char with[ITEMS]; /* a taker, or NOBODY */
	unsigned since[ITEMS]; /* all.late */
	bool is_done[ITEMS];
} all;

static void
enter(struct taker *taker)
{
	(void)snprintf(
	    taker->name, sizeof(taker->name), "taker-%u", all.came++);
	taker->last = 0;
	taker->count = 0;
	taker->conn = conn_member(all.server, taker->name, "tea");
	conn_say(taker->conn, TAKE);
}

/* Its items come back. */
static void
lose(unsigned number)
{
	struct taker *taker = &all.taker[number];

	for (unsigned i = 0; i < all.posted; i++)
		if (all.with[i] == number)
			all.with[i] = NOBODY;
	if (dice_once_in(2)) {
		MUST(kill(server_worker(all.server, taker->name), SIGKILL) == 0,
		    "kill");
		conn_close(taker->conn);
	} else {
		conn_reset(taker->conn);
	}
	server_expect(all.server, "ended: %s ...", taker->name);
	enter(taker);
}

static uint64_t
number_of(struct str word)
{
	uint64_t number = 0;

	MUST(str_to_number(word, UINT64_MAX, &number), "\"%.*s\" is no number",
	    (int)word.len, word.at);
	return number;
}

/*
 * Finishes most items, returns some, and forgets the rest. One whose time is
 * over may be with the taker once more, unheard: to return it then would give
 * it to somebody who is perhaps heard first.
 */
static void
answer(struct taker *taker, const struct quota_thing *held)
{
	const bool is_late = all.taker + all.with[held->item] != taker ||
	    all.since[held->item] < all.late;
	const uint32_t chance = dice(200);

	if (chance == 0)
		return;
	all.with[held->item] = NOBODY;
	if (chance < 5 && !is_late) {
		conn_say(taker->conn, "back %s", held->id);
		conn_say(taker->conn, TAKE);
		return;
	}
	conn_say(taker->conn, "done %s", held->id);
	all.done += !all.is_done[held->item];
	all.is_done[held->item] = true;
}

static void
work(struct taker *taker)
{
	while (taker->count > 0 && !dice_once_in(3)) {
		const struct quota_thing held = taker->held[dice(taker->count)];
		size_t kept = 0;
		for (unsigned i = 0; i < taker->count; i++)
			if (taker->held[i].item != held.item)
				taker->held[kept++] = taker->held[i];
		taker->count = (unsigned)kept;
		answer(taker, &held);
	}
}

/* item ID tea boss COUNT NUMBER */
static void
hear_item(unsigned number, struct str rest)
{
	struct taker *taker = &all.taker[number];
	const struct str id = str_word(&rest);

	(void)str_word(&rest);
	(void)str_word(&rest);
	const uint64_t count = number_of(str_word(&rest));
	const uint64_t item = number_of(rest);
	MUST(item < all.posted, "item %llu", (unsigned long long)item);
	MUST(all.with[item] == NOBODY || all.late > all.since[item],
	    "item %llu is with %s already", (unsigned long long)item,
	    all.taker[all.with[item]].name);
	MUST(count > 0 || number_of(id) > taker->last, "item %llu is late",
	    (unsigned long long)item);
	MUST(taker->count < COUNT(taker->held), "more than its credits");
	if (count == 0)
		taker->last = number_of(id);
	all.returned += count > 0;
	all.with[item] = (unsigned char)number;
	all.since[item] = all.late;
	struct quota_thing *held = &taker->held[taker->count++];
	(void)snprintf(held->id, sizeof(held->id), "%.*s", (int)id.len, id.at);
	held->item = (unsigned)item;
}

static void
hear_line(unsigned number, struct str line)
{
	if (str_eq(str_word(&line), STR("item")))
		hear_item(number, line);
}

static void
hear(unsigned number)
{
	struct taker *taker = &all.taker[number];
	struct str line;

	while (conn_has_line(taker->conn, &line))
		hear_line(number, line);
	work(taker);
	if (dice_once_in(500))
		conn_say(taker->conn, TAKE); /* what it forgot it has paid */
}

static void
take_answer(struct str line)
{
	MUST(!str_eq(str_word(&line), STR("err")), "a refused item");
}

static void
post(void)
{
	struct str line;

	while (all.posted < ITEMS && all.posted - all.done < AHEAD) {
		conn_say(all.boss, "post tea %u", all.posted);
		all.with[all.posted++] = NOBODY;
	}
	while (conn_has_line(all.boss, &line))
		take_answer(line);
}

/* Hears what comes before the answer to a ping of all. */
static void
hear_all(void)
{
	const struct str pong = STR("ok ping");
	struct str line;

	conn_say(all.boss, "ping");
	for (unsigned i = 0; i < TAKERS; i++)
		conn_say(all.taker[i].conn, "ping");
	while (!str_eq(line = conn_line(all.boss), pong))
		take_answer(line);
	for (unsigned i = 0; i < TAKERS; i++)
		while (!str_eq(line = conn_line(all.taker[i].conn), pong))
			hear_line(i, line);
}

/*
 * What nobody has answered for comes back. All that was said before is done,
 * and then all that was given out for it is heard.
 */
static void
be_late(void)
{
	hear_all();
	hear_all();
	server_pace(all.server, LATE);
	all.late++;
}

int
main(void)
{
	bulk();
	dice_begin();
	all.server = server_start(&(struct setup) { .paced = true });
	all.boss = conn_member(all.server, "boss", "tea");
	for (int i = 0; i < TAKERS; i++)
		enter(&all.taker[i]);
	for (usec end = deadline(); all.done < ITEMS;) {
		const unsigned before = all.done;
		post();
		for (unsigned i = 0; i < TAKERS; i++)
			hear(i);
		if (dice_once_in(100))
			lose(dice(TAKERS));
		if (dice_once_in(200))
			be_late();
		if (all.done > before)
			end = deadline();
		else
			MUST(deadline_pause(end), "%u done", all.done);
	}
	PASS("all are done; %u takers, %u came back", all.came, all.returned);
	server_stop(all.server);
	return tap_done();
}
