/*
 * A taken item comes back when its taker leaves, quits, is killed or is too
 * slow.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/must.h"

static struct server *server;
static struct conn *boss;

static struct conn *
new_taker(const char *name)
{
	struct conn *conn = conn_member(server, name, "tea");

	conn_wait_for(boss, "join * tea %s", name);
	return conn;
}

static void
take(struct conn *conn, int count)
{
	conn_ask(conn, "take tea 2 600", "ok take tea 2");
	conn_expect(conn, "item * tea boss %d a", count);
	conn_expect(conn, "item * tea boss %d b", count);
}

static void
expect_back(void)
{
	conn_ask(boss, "boxes", "box tea 2 0 0");
	conn_expect(boss, "ok boxes 1");
}

static void
test_ways(void)
{
	struct conn *one = new_taker("one"), *two, *three;

	take(one, 0);
	conn_ask(one, "leave tea", "leave * tea one");
	conn_expect(boss, "leave * tea one");
	expect_back();
	PASS("who leaves gives back");
	two = new_taker("two");
	take(two, 1);
	conn_ask(two, "quit", "bye quit ...");
	conn_expect(boss, "quit * two");
	expect_back();
	PASS("who quits");
	three = new_taker("three");
	take(three, 2);
	MUST(kill(server_worker(server, "three"), SIGKILL) == 0, "kill");
	conn_expect(boss, "quit * three");
	expect_back();
	PASS("who dies");
	conn_close(one);
	conn_close(two);
	conn_close(three);
}

/* Its credits are gone: it may hang for good. */
static void
test_time(void)
{
	struct conn *slow = new_taker("slow"), *quick = new_taker("quick");

	conn_wait_for(slow, "join * tea quick");
	take(slow, 3);
	conn_ask(quick, "take tea 2 0", "ok take tea 2");
	server_pace(server, 540 * SEC);
	conn_expect_nothing(quick);
	server_pace(server, 60 * SEC);
	conn_expect(quick, "item * tea boss 4 a");
	conn_expect(quick, "item * tea boss 4 b");
	conn_expect_nothing(slow);
	PASS("who takes too long");
	conn_ask(quick, "quit", "bye quit ...");
	conn_expect(boss, "quit * quick");
	conn_expect(slow, "quit * quick");
	conn_ask(slow, "quit", "bye quit ...");
	conn_expect(boss, "quit * slow");
	expect_back();
	conn_close(slow);
	conn_close(quick);
}

int
main(void)
{
	server = server_start(&(struct setup) { .paced = true });
	boss = conn_member(server, "boss", "tea");
	conn_ask(boss, "post tea a", "ok post tea *");
	conn_ask(boss, "post tea b", "ok post tea *");
	test_ways();
	test_time();
	server_stop(server);
	return tap_done();
}
