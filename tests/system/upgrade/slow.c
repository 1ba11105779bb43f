/*
 * A slow reader with megabytes queued, in the middle of a line, gets all of it
 * without a gap over an upgrade and back, then the item that waited for it; the
 * senders held for it go on.
 */
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/upgrade.h"

#define MESSAGES 4000
#define SIZE 1000
#define PAUSE (200 * MSEC)

static struct server *server;

static struct conn *
come_slowly(const char *name)
{
	struct conn *conn = conn_open_small(server->address[0]);

	conn_say(conn, "%s", name);
	conn_expect(conn, "ok name %s", name);
	conn_ask(conn, "join 1", "join * 1 ...");
	conn_ask(conn, "take 1 1", "ok take 1 1");
	return conn;
}

/* Most of the others read, so that nobody is held. */
static void
test_slow(void)
{
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "1");
	struct conn *slow = come_slowly("slow");
	struct conn *const readers[] = { ali, reza };
	struct flood flood;
	struct conn *control;

	flood_init(&flood, javad, "1", SIZE);
	flood_all(&flood, readers, COUNT(readers), MESSAGES);
	upgrade_to(server, UPGRADE_LATER);
	flood_all(&flood, readers, COUNT(readers), MESSAGES);
	control =
	    upgrade_ask(server, "upgrade %s", upgrade_program(UPGRADE_PACED));
	flood_all(&flood, readers, COUNT(readers), MESSAGES);
	upgrade_expect(control, "ok * to *, 4 clients, * ms");
	conn_close(control);
	/* Whoever does not read gets no more to do, until it reads again. */
	conn_ask(javad, "post 1 work", "ok post 1 *");
	conn_ask(javad, "boxes", "box 1 1 0 1");
	conn_expect(javad, "ok boxes 1");
	upgrade_to(server, UPGRADE_LATER);
	flood_expect(&flood, slow, 0, 3 * (size_t)MESSAGES);
	PASS("what waited comes: %d messages", 3 * MESSAGES);
	conn_expect(slow, "item * 1 javad 0 work");
	PASS("and then what it has to do");
	conn_say(slow, "done %llu", (unsigned long long)conn_id(slow));
	conn_expect(slow, "ok done *");
	conn_close(javad);
	conn_close(ali);
	conn_close(reza);
	conn_close(slow);
	server_expect_workers(server, 0);
}

/* Nobody reads but who speaks: it is held, with half a line behind. */
static void
test_held(void)
{
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *slow = come_slowly("slow");
	struct flood flood;

	conn_expect(javad, "join * 1 slow");
	flood_init(&flood, javad, "1", SIZE);
	MUST(!flood_run(&flood, 100 * (size_t)MESSAGES, PAUSE),
	    "nothing stops javad");
	const size_t before = flood.said;
	upgrade_to(server, UPGRADE_PACED);
	upgrade_to(server, UPGRADE_LATER);
	flood_expect(&flood, slow, 0, flood.heard);
	MUST(!flood_run(&flood, 100 * (size_t)MESSAGES, PAUSE),
	    "nothing stops javad");
	TAP_OK(flood.said > before, "who was held goes on: %zu, then %zu",
	    before, flood.said);
	conn_close(javad);
	conn_close(slow);
}

int
main(void)
{
	bulk();
	server = server_start(
	    &(struct setup) { .config = "queue_max 64M\n", .paced = true });
	test_slow();
	test_held();
	server_stop(server);
	return tap_done();
}
