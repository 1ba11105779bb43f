/*
 * The table and the box of a registered group outlast its last member and a
 * crash, with the group's modes; a client that is no member reads no more of it
 * than before. Without members, only what is in the table and the box stays.
 * They end with the registration, for good.
 */
#include <signal.h>

#include "tests/lib/keeper.h"

static struct server *
start(void)
{
	return server_start(
	    &(struct setup) { .config = keeper_config_with("") });
}

static struct server *
crash(struct server *server)
{
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it crashes");
	return start();
}

/* The table is written before the registration, and the box after it. */
static void
leave(struct server *server)
{
	struct conn *ann = conn_named(server, "ann");

	conn_ask(ann, "register pw", "ok register ann");
	conn_ask(ann, "join tea", "join * tea ann");
	conn_ask(ann, "put tea before 1", "ok put tea before *");
	conn_ask(ann, "post tea before", "ok post tea *");
	conn_ask(ann, "register tea", "ok register tea");
	conn_ask(ann, "put tea after two words", "ok put tea after *");
	conn_ask(ann, "put tea gone x", "ok put tea gone *");
	conn_ask(ann, "cut tea gone", "ok cut tea gone x");
	conn_ask(ann, "hold tea lock 1 x", "ok hold tea lock 0");
	conn_expect(ann, "held * tea lock");
	conn_ask(ann, "post tea after", "ok post tea *");
	conn_ask(ann, "mode tea +k key", "ok mode tea +k key");
	conn_ask(ann, "join no", "join * no ann");
	conn_ask(ann, "register no", "ok register no");
	conn_ask(ann, "topic no gone", "topic * no ann gone");
	conn_ask(ann, "join lost", "join * lost ann");
	conn_ask(ann, "put lost a b", "ok put lost a *");
	conn_ask(ann, "quit", "bye quit *");
	conn_close(ann);
}

static void
is_protected(struct server *server)
{
	struct conn *eve = conn_named(server, "eve");

	conn_ask(eve, "get tea", "err get not-member ...");
	conn_ask(eve, "join tea", "err join bad-key ...");
	conn_ask(eve, "groups", "group 1 0 -");
	conn_wait_for(eve, "group tea 0 -");
	conn_wait_for(eve, "ok groups 5");
	conn_ask(eve, "get lost", "err get not-member ...");
	PASS("the group is there, for those who may see it");
	conn_ask(eve, "quit", "bye quit *");
	conn_close(eve);
}

static void
is_there(struct server *server, int returned)
{
	struct conn *ann = keeper_come(server, "ann");

	conn_ask(ann, "join tea key", "join * tea ann");
	conn_ask(ann, "mode tea", "ok mode tea n * o 0 key");
	conn_ask(ann, "get tea", "row tea after * ann two words");
	conn_expect(ann, "row tea before * ann 1");
	conn_expect(ann, "ok get tea 2");
	conn_ask(ann, "take tea 1", "ok take tea 1");
	conn_expect(ann, "item * tea ann %d before", returned);
	conn_ask(ann, "boxes tea", "box tea 1 1 1 all * * * * operserv");
	conn_expect(ann, "ok boxes 1");
	PASS("all of it is there");
	conn_ask(ann, "leave tea", "leave * tea ann");
	conn_ask(ann, "sync", "ok sync *"); /* before a crash */
}

static void
ends(struct server *server)
{
	struct conn *ann = keeper_come(server, "ann");

	conn_ask(ann, "drop tea", "ok drop tea");
	conn_ask(ann, "join tea", "join * tea ann");
	conn_ask(ann, "get tea", "ok get tea 0");
	conn_ask(ann, "boxes", "ok boxes 0");
	TAP_OK(server_logged(server,
		   "box tea: 2 items dropped, because the last member has "
		   "left") == 1,
	    "without its registration nothing keeps it");
	conn_ask(ann, "put tea own x", "ok put tea own *");
	conn_ask(ann, "register tea", "ok register tea");
}

static void
is_new(struct server *server)
{
	struct conn *ann = keeper_come(server, "ann");

	conn_ask(ann, "join tea", "join * tea ann");
	conn_ask(ann, "mode tea", "ok mode tea n * o 0 -");
	conn_ask(ann, "get tea", "row tea own * ann x");
	conn_expect(ann, "ok get tea 1");
	conn_ask(ann, "boxes", "ok boxes 0");
	PASS("and another registration has only its own");
}

int
main(void)
{
	struct server *server = start();

	leave(server);
	is_protected(server);
	is_there(server, 0);
	server = crash(server);
	is_protected(server);
	is_there(server, 1);
	server = crash(server);
	ends(server);
	server = crash(server);
	is_new(server);
	server_stop(server);
	return tap_done();
}
