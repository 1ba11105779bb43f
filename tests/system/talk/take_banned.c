/*
 * A taker that is banned gets no items, which go to others, and may finish
 * those it has; with a role, or after the ban, its credits count again.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"

static void
post(struct conn *boss, const char *text)
{
	conn_say(boss, "post q %s", text);
	conn_expect(boss, "ok post q *");
}

static void
shows(struct conn *boss, const char *box)
{
	conn_ask(boss, "boxes", "%s", box);
	conn_expect(boss, "ok boxes 1");
}

/* Gets the next line, which must be an item with that text. */
static void
gets(struct conn *taker, const char *text, char id[32])
{
	struct str line;

	conn_say(taker, "ping");
	line = conn_line(taker);
	MUST(sscanf(line.at, "item %31s", id) == 1, "no item");
	MUST(strstr(line.at, text) != NULL, "not that item");
	conn_expect(taker, "ok ping");
}

static void
test_banned(struct conn *boss, struct conn *bad)
{
	char id[32];

	conn_ask(bad, "take q 1000 0", "ok take q 1000");
	post(boss, "one");
	gets(bad, "one", id);
	conn_ask(boss, "mode q +b bad", "ok mode q +b bad!*@*");
	post(boss, "two");
	post(boss, "three");
	conn_expect_nothing(bad);
	shows(boss, "box q 2 1 1");
	PASS("who is banned gets no more");
	conn_say(bad, "done %s", id);
	conn_expect(bad, "ok done %s", id);
	conn_expect_nothing(bad);
	shows(boss, "box q 2 0 1");
	PASS("it may finish what it had, and gets nothing for that");
}

static void
test_others(struct conn *boss, struct conn *bad, struct conn *good)
{
	conn_ask(good, "take q 1 0", "ok take q 1");
	conn_expect(good, "item * q boss 0 two");
	shows(boss, "box q 1 1 2");
	conn_expect_nothing(bad);
	PASS("others get it");
}

static void
test_again(struct conn *boss, struct conn *bad, struct conn *good)
{
	conn_ask(boss, "mode q -b bad", "ok mode q -b bad!*@*");
	conn_wait_for(bad, "item * q boss 0 three");
	PASS("until it is banned no more");
	conn_ask(boss, "mode q +b bad", "ok mode q +b bad!*@*");
	post(boss, "four");
	conn_expect_nothing(bad);
	conn_ask(boss, "mode q +v bad", "ok mode q +v bad");
	conn_wait_for(bad, "item * q boss 0 four");
	conn_expect_nothing(good);
	PASS("or has a role");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *boss = conn_member(server, "boss", "q");
	struct conn *bad = conn_member(server, "bad", "q");
	struct conn *good = conn_member(server, "good", "q");

	conn_wait_for(boss, "join * q good");
	conn_wait_for(bad, "join * q good");
	test_banned(boss, bad);
	test_others(boss, bad, good);
	test_again(boss, bad, good);
	server_stop(server);
	return tap_done();
}
