/*
 * An item that waits for a taker that does not read also waits in the next
 * program: the taker gets it when it reads again, even if no other command
 * concerns that box.
 */
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/upgrade.h"

/* Four times what a system keeps at most of a socket that nobody reads. */
#define MESSAGES 16000
#define SIZE 1000

static struct conn *
take_slowly(const struct server *server)
{
	struct conn *conn = conn_open_small(server->address[0]);

	conn_say(conn, "slow");
	conn_expect(conn, "ok name slow");
	conn_ask(conn, "join 1", "join * 1 slow");
	conn_ask(conn, "take 1 1", "ok take 1 1");
	return conn;
}

int
main(void)
{
	bulk();
	struct server *server =
	    server_start(&(struct setup) { .config = "queue_max 64M\n" });
	struct conn *boss = conn_member(server, "boss", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "1");
	struct conn *const readers[] = { ali, reza };
	struct conn *slow = take_slowly(server);
	struct flood flood;

	flood_init(&flood, boss, "1", SIZE);
	flood_all(&flood, readers, COUNT(readers), MESSAGES);
	conn_ask(boss, "post 1 work", "ok post 1 *");
	conn_ask(boss, "boxes", "box 1 1 0 1");
	conn_expect(boss, "ok boxes 1");
	PASS("who does not read gets no more to do");
	upgrade_to(server, UPGRADE_LATER);
	flood_expect(&flood, slow, 0, MESSAGES);
	conn_expect(slow, "item * 1 boss 0 work");
	PASS("when it reads again it does, of the next program too");
	server_stop(server);
	return tap_done();
}
