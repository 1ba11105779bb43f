/*
 * A box and a table that the configuration names stay without members, also
 * over an upgrade. They are nobody's. When a reload no longer names them they
 * are as any others: what is in them goes an hour after the last member.
 */
#include "tests/lib/upgrade.h"

#define BOTH "box jobs\ntable keys\n"
#define NEITHER "group tea\n"

static struct server *server;

static void
leave_all_behind(void)
{
	struct conn *ann = conn_member(server, "ann", "jobs");

	conn_ask(ann, "boxes", "box jobs 0 0 0");
	conn_expect(ann, "ok boxes 1");
	PASS("it is there from the start");
	conn_ask(ann, "post jobs a", "ok post jobs *");
	conn_ask(ann, "post jobs b", "ok post jobs *");
	conn_ask(ann, "take jobs 1", "ok take jobs 1");
	conn_expect(ann, "item * jobs ann 0 a");
	conn_ask(ann, "join keys", "join * keys ann");
	conn_ask(ann, "put keys colour red", "ok put keys colour *");
	conn_quit(ann);
}

static void
is_there(struct conn *conn)
{
	conn_ask(conn, "boxes", "box jobs 2 0 0");
	conn_expect(conn, "ok boxes 1");
	conn_ask(conn, "take jobs 2", "ok take jobs 2");
	conn_expect(conn, "item * jobs ann 1 a");
	conn_expect(conn, "item * jobs ann 0 b");
	conn_ask(conn, "get keys", "row keys colour * ann red");
	conn_expect(conn, "ok get keys 1");
}

static void
stays(void)
{
	struct conn *bob, *cem;

	leave_all_behind();
	upgrade_to(server, UPGRADE_LATER);
	upgrade_to(server, UPGRADE_PACED);
	bob = conn_member(server, "bob", "jobs");
	is_there(bob);
	PASS("and what is in it waits for the next");
	conn_ask(bob, "done 1", "err done no-such-item ...");
	conn_quit(bob);
	cem = conn_member(server, "cem", "jobs");
	conn_ask(cem, "boxes", "box jobs 2 0 0");
	conn_expect(cem, "ok boxes 1");
	conn_quit(cem);
}

static void
goes_without_its_key(void)
{
	struct conn *ann;

	server_reload(server, NEITHER);
	server_pace(server, 3600 * SEC);
	server_expect(server, "box jobs: 2 items dropped, ...");
	ann = conn_member(server, "ann", "jobs");
	conn_ask(ann, "boxes", "ok boxes 0");
	conn_ask(ann, "join keys", "join * keys ann");
	conn_ask(ann, "get keys", "ok get keys 0");
	PASS("without its key it goes after an hour, if nobody is there");
	conn_quit(ann);
}

static void
goes_later(void)
{
	struct conn *ann = conn_member(server, "ann", "jobs");
	struct conn *bob = conn_named(server, "bob");

	conn_ask(ann, "post jobs a", "ok post jobs *");
	server_reload(server, BOTH);
	conn_ask(ann, "leave jobs", "leave * jobs ann");
	conn_ask(ann, "join jobs", "join * jobs ann");
	conn_ask(ann, "boxes", "box jobs 1 0 0");
	conn_expect(ann, "ok boxes 1");
	PASS("with its key, one that a client has made stays");
	server_reload(server, NEITHER);
	conn_ask(ann, "boxes", "box jobs 1 0 0");
	conn_expect(ann, "ok boxes 1");
	conn_ask(ann, "leave jobs", "leave * jobs ann");
	server_pace(server, 3600 * SEC);
	server_expect(server, "box jobs: 1 items dropped, ...");
	conn_ask(bob, "boxes", "ok boxes 0");
	PASS("and without it, until an hour after the last member has left");
	conn_quit(ann);
	conn_quit(bob);
}

/* A client can make ten boxes; those of the configuration do not count. */
static void
is_nobodys(void)
{
	struct conn *ann = conn_member(server, "ann", "b0");

	conn_ask(ann, "post b0 a", "ok post b0 *");
	server_reload(server, "box b0\n");
	for (int i = 1; i <= 11; i++) {
		conn_say(ann, "join b%d\npost b%d a", i, i);
		conn_expect(ann, "join * b%d ann", i);
		conn_expect(ann,
		    i <= 10 ? "ok post b%d *" : "err post too-many ...", i);
	}
	PASS("it counts for nobody");
	conn_quit(ann);
}

int
main(void)
{
	server =
	    server_start(&(struct setup) { .config = BOTH, .paced = true });
	stays();
	goes_without_its_key();
	goes_later();
	is_nobodys();
	server_stop(server);
	return tap_done();
}
