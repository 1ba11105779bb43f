/*
 * A box takes exactly as many waiting items as allowed; the items after a
 * refused one are refused too, to keep their order, and an item that comes back
 * always finds room.
 */
#include <stdio.h>

#include "tests/lib/conn.h"

#define MOST 1000

static struct conn *boss, *ali;

static void
expect_waiting(int waiting, int taken)
{
	conn_say(ali, "boxes");
	conn_expect(ali, "box tea %d %d *", waiting, taken);
	conn_expect(ali, "ok boxes 1");
}

/* All in one piece: it makes room itself behind what is refused. */
static uint64_t
post_ahead(void)
{
	uint64_t id;

	static const char lines[] = "post tea refused\n"
				    "take tea 1\n"
				    "post tea behind\n"
				    "ping\n";

	conn_send(boss, lines, sizeof(lines) - 1);
	conn_expect(boss, "err post slow-down ...");
	conn_expect(boss, "ok take tea 1");
	conn_expect(boss, "item * tea boss 0 1");
	id = conn_id(boss);
	conn_expect(boss, "err post slow-down ...");
	conn_expect(boss, "ok ping");
	return id;
}

static void
test_most(void)
{
	for (int i = 1; i <= MOST; i++)
		conn_say(boss, "post tea %d", i);
	for (int i = 1; i <= MOST; i++)
		conn_expect(boss, "ok post tea *");
	conn_ask(boss, "post tea one more", "err post slow-down ...");
	conn_ask(ali, "post tea of another", "err post slow-down ...");
	expect_waiting(MOST, 0);
	PASS("%d items wait, and not one more", MOST);
	conn_ask(boss, "post other 1", "ok post other *");
	conn_ask(boss, "mode other +i", "ok mode other +i");
	conn_ask(boss, "leave other", "leave * other boss");
	conn_expect(boss, "dropped * other");
	PASS("another box has room of its own");
}

/* Returns the ID of what boss has under way then. */
static uint64_t
test_behind(void)
{
	const uint64_t id = post_ahead();

	expect_waiting(MOST - 1, 1);
	PASS("what was said behind a refused one is refused, room or not");
	conn_ask(boss, "post tea refused", "ok post tea *");
	conn_ask(boss, "post tea behind", "err post slow-down ...");
	expect_waiting(MOST, 1);
	PASS("where one is taken there is room for one, said again");
	return id;
}

/* It is boss's; there may be more than may be posted. */
static void
test_back(uint64_t id)
{
	conn_say(boss, "back %llu", (unsigned long long)id);
	conn_expect(boss, "ok back *");
	expect_waiting(MOST + 1, 0);
	conn_ask(boss, "post tea behind", "err post slow-down ...");
	PASS("what comes back has room");
}

static void
do_one(const char *pattern)
{
	conn_expect(ali, "%s", pattern);
	const uint64_t id = conn_id(ali);
	conn_say(ali, "done %llu", (unsigned long long)id);
	conn_expect(ali, "ok done *");
}

static void
test_done(void)
{
	char pattern[64];

	conn_ask(ali, "take tea 1", "ok take tea 1");
	do_one("item * tea boss 1 1");
	conn_ask(boss, "post tea behind", "ok post tea *");
	conn_ask(boss, "post tea more", "err post slow-down ...");
	PASS("where one is done there is room for one");
	for (int i = 2; i <= MOST; i++) {
		(void)snprintf(
		    pattern, sizeof(pattern), "item * tea boss 0 %d", i);
		do_one(pattern);
	}
	do_one("item * tea boss 0 refused");
	do_one("item * tea boss 0 behind");
	conn_expect_nothing(ali);
	PASS("all are there, in order");
}

int
main(void)
{
	struct server *server = server_start(NULL);

	boss = conn_member(server, "boss", "tea");
	ali = conn_member(server, "ali", "tea");
	conn_expect(boss, "join * tea ali");
	conn_ask(boss, "join other", "join * other boss");
	test_most();
	test_back(test_behind());
	test_done();
	server_stop(server);
	return tap_done();
}
