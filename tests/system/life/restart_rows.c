/*
 * The boxes and tables that the configuration names outlast a restart, also
 * with an upgrade in between: items in their order, with their IDs and how
 * often they came back, and rows with theirs. An item that is under way at the
 * stop waits again. A crash changes nothing of this, and no later start brings
 * back what is done. Other boxes end with the server.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"

#define KEYS "box jobs\nbox mail\ntable keys\ntable jobs\n"

static char ids[3][32]; /* of the items a, b and c */

static struct server *
start(const char *keys)
{
	return server_start(
	    &(struct setup) { .config = keeper_config_with(keys) });
}

static void
post(struct conn *conn, const char *text, char id[32])
{
	struct str line;

	conn_say(conn, "post jobs %s", text);
	line = conn_line(conn);
	MUST(sscanf(line.at, "ok post jobs %31[0-9]", id) == 1, "not posted");
}

/* Leaves three items, of which one is taken and one has come back. */
static void
leave_work(struct server *server)
{
	struct conn *ann = conn_member(server, "ann", "jobs"), *bob;
	char line[64];

	post(ann, "a", ids[0]);
	post(ann, " b  c ", ids[1]);
	post(ann, "c", ids[2]);
	bob = conn_member(server, "bob", "jobs");
	conn_expect(ann, "join * jobs bob");
	conn_ask(bob, "take jobs 2", "ok take jobs 2");
	conn_expect(bob, "item %s jobs ann 0 a", ids[0]);
	conn_expect(bob, "item %s jobs ann 0  b  c ", ids[1]);
	(void)snprintf(line, sizeof(line), "back %s", ids[1]);
	conn_ask(bob, line, "ok back *");
	conn_ask(ann, "join lost", "join * lost ann");
	conn_ask(ann, "post lost a", "ok post lost *");
}

static void
leave_rows(struct server *server)
{
	struct conn *cem = conn_member(server, "cem", "keys");

	conn_ask(cem, "put keys shape two  words ", "ok put keys shape *");
	conn_ask(cem, "put keys colour red", "ok put keys colour *");
	conn_ask(cem, "put @cem own gone", "ok put @cem own *");
}

static void
is_saved(struct server *server)
{
	server_stop(server);
	TAP_OK(server_logged(server, "history: ...") == 0,
	    "all of them are stored");
}

static void
is_loaded(struct server *server)
{
	struct conn *dan = conn_member(server, "dan", "jobs");
	uint64_t posted;

	TAP_OK(
	    server_logged(server, "carryover: loaded 3 items and 2 rows") == 1,
	    "they are there");
	conn_ask(
	    dan, "boxes jobs", "box jobs 3 0 0 all * * %s * operserv", ids[2]);
	conn_expect(dan, "ok boxes 1");
	conn_ask(dan, "take jobs 3", "ok take jobs 3");
	conn_expect(dan, "item %s jobs ann 1 a", ids[0]);
	conn_expect(dan, "item %s jobs ann 1  b  c ", ids[1]);
	conn_expect(dan, "item %s jobs ann 0 c", ids[2]);
	PASS("in their order, with what has become of each");
	conn_ask(dan, "get keys", "row keys colour * cem red");
	conn_expect(dan, "row keys shape * cem two  words ");
	conn_expect(dan, "ok get keys 2");
	conn_ask(dan, "boxes", "box jobs 0 3 1");
	conn_expect(dan, "box mail 0 0 0");
	conn_expect(dan, "ok boxes 2");
	PASS("and no other box");
	conn_say(dan, "done %s", ids[0]);
	conn_expect(dan, "ok done *");
	conn_ask(dan, "post mail x", "err post not-member ...");
	conn_ask(dan, "join mail", "join * mail dan");
	posted = conn_id(dan);
	TAP_OK(posted > strtoull(ids[2], NULL, 10), "IDs go on");
}

static void
survives(void)
{
	struct server *server = start(KEYS);

	leave_work(server);
	leave_rows(server);
	upgrade_to(server, UPGRADE_LATER);
	is_saved(server);
	server = start(KEYS);
	is_loaded(server);
	server_stop(server);
}

static void
crashes(void)
{
	struct server *server = start(KEYS);
	struct conn *eve;

	TAP_OK(
	    server_logged(server, "carryover: loaded 2 items and 2 rows") == 1,
	    "the rest is there");
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it crashes");
	server = start(KEYS);
	eve = conn_member(server, "eve", "jobs");
	conn_ask(eve, "boxes", "box jobs 2 0 0");
	conn_expect(eve, "box mail 0 0 0");
	conn_expect(eve, "ok boxes 2");
	TAP_OK(
	    server_logged(server, "carryover: loaded 2 items and 2 rows") == 1,
	    "the rest is still there");
	conn_ask(eve, "post jobs late", "ok post jobs *");
	server_stop(server);
}

/* In another configuration, the box is not there. */
static void
is_not_named(void)
{
	struct server *server = start("table keys\n");
	struct conn *ann;

	TAP_OK(
	    server_logged(server, "carryover: loaded 0 items and 2 rows") == 1,
	    "the items of a box that is named no more are gone");
	ann = conn_member(server, "ann", "jobs");
	conn_ask(ann, "boxes", "ok boxes 0");
	conn_quit(ann);
	server_stop(server);
}

/* A drain waits for the clients, and stores as well. */
static void
is_drained(void)
{
	struct server *server = start(KEYS);
	struct conn *ann = conn_member(server, "ann", "jobs");
	struct conn *control = conn_open_at(server->control);

	conn_ask(ann, "post jobs a", "ok post jobs *");
	conn_say(control, "drain");
	conn_wait_for(control, "ok ...");
	conn_quit(ann);
	TAP_NUM(server_status(server), 0, "it drains");
	server = start(KEYS);
	TAP_OK(
	    server_logged(server, "carryover: loaded 1 items and 2 rows") == 1,
	    "and what is there lasts");
	server_stop(server);
}

int
main(void)
{
	survives();
	crashes();
	is_not_named();
	is_drained();
	return tap_done();
}
