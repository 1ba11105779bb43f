/*
 * The numbers of boxes of a client and in all are limited; a box that
 * disappears makes room.
 */
#include <stdio.h>

#include "tests/lib/conn.h"

#define OF_CLIENT 10
#define ALL (10 * OF_CLIENT)

#define TOO_MANY "too-many too many boxes, or too many created by you"

static struct server *server;

/* Each takes a new name. */
static struct conn *
come(void)
{
	static int came;
	struct conn *conn = conn_open(server);

	(void)snprintf(conn->label, sizeof(conn->label), "client-%d", ++came);
	conn_say(conn, "%s", conn->label);
	conn_expect(conn, "ok name %s", conn->label);
	return conn;
}

/* Is in the group, and puts something into its box. */
static void
make(struct conn *conn, int box, bool may)
{
	conn_say(conn, "join b%d", box);
	conn_wait_for(conn, "join * b%d %s", box, conn->label);
	conn_say(conn, "post b%d x", box);
	conn_wait_for(conn, may ? "ok post b%d *" : "err post " TOO_MANY, box);
}

/* Closes the group of a box that it has made, so that this goes with it. */
static void
close_group(struct conn *conn, int box)
{
	conn_say(conn, "mode b%d +i", box);
	conn_wait_for(conn, "ok mode b%d +i", box);
}

static void
leave_closed(struct conn *conn, int box)
{
	close_group(conn, box);
	conn_say(conn, "leave b%d", box);
	conn_expect(conn, "leave * b%d *", box);
	conn_expect(conn, "dropped * b%d", box);
}

static void
make_all(struct conn *conn, int first)
{
	for (int i = first; i < first + OF_CLIENT; i++)
		make(conn, i, true);
}

static void
expect_boxes(struct conn *conn, int count)
{
	conn_say(conn, "boxes");
	conn_wait_for(conn, "ok boxes %d", count);
}

/* Takes the item, finishes it, and stops taking. */
static void
use_up(struct conn *conn, int box)
{
	conn_say(conn, "take b%d 1", box);
	conn_wait_for(conn, "ok take b%d 1", box);
	conn_wait_for(conn, "item * b%d ...", box);
	const uint64_t id = conn_id(conn);
	conn_say(conn, "done %llu", (unsigned long long)id);
	conn_wait_for(conn, "ok done *");
}

static void
end_take(struct conn *conn, int box)
{
	conn_say(conn, "take b%d 0", box);
	conn_wait_for(conn, "ok take b%d 0", box);
}

/* Returns who made the first boxes. */
static struct conn *
test_client(void)
{
	struct conn *one = come();

	make_all(one, 0);
	make(one, OF_CLIENT, false);
	conn_say(one, "take b%d 1", OF_CLIENT);
	conn_expect(one, "err take " TOO_MANY);
	expect_boxes(one, OF_CLIENT);
	PASS("a client makes %d, by post or take", OF_CLIENT);
	use_up(one, 0);
	conn_ask(one, "post b10 x", "err post " TOO_MANY);
	end_take(one, 0);
	conn_ask(one, "post b10 x", "ok post b10 *");
	leave_closed(one, 10);
	conn_ask(one, "post b0 x", "ok post b0 *");
	PASS("one that is empty and that nobody takes from counts no more");
	return one;
}

static void
test_all(struct conn *one)
{
	struct conn *last;

	for (int i = OF_CLIENT; i < ALL; i += OF_CLIENT)
		make_all(come(), i);
	expect_boxes(one, ALL);
	last = come();
	make(last, ALL, false);
	expect_boxes(one, ALL);
	PASS("there are %d", ALL);
	conn_ask(last, "join b9", "join * b9 *");
	conn_ask(last, "post b9 x", "ok post b9 *");
	PASS("and what is there can be used");
	for (int i = 0; i < OF_CLIENT; i++)
		close_group(one, i);
	conn_say(one, "quit");
	conn_wait_for(one, "bye quit ...");
	conn_wait_for(last, "quit * client-1");
	expect_boxes(last, ALL - OF_CLIENT + 1);
	for (int i = 0; i < OF_CLIENT - 1; i++)
		make(last, ALL + 1 + i, true);
	make(last, ALL + OF_CLIENT, false);
	PASS("who goes takes along those in which there is nobody else");
}

int
main(void)
{
	struct conn *one;

	server = server_start(&(struct setup) { .config = "max_joined 100\n" });
	one = test_client();
	test_all(one);
	server_stop(server);
	return tap_done();
}
