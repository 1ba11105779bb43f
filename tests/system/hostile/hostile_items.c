/*
 * A worker that reports another client's items, or writes other clients'
 * tables, changes nothing; one that takes and returns an item endlessly stops
 * nobody from working, even with a full box.
 */
#include <stdio.h>

#include "tests/lib/deadline.h"
#include "tests/lib/rogue.h"

#define FULL 999 /* and the item that comes and goes */
#define ROUNDS 60

/*
 * Connects a client that drops the others' messages and is alone in the group
 * away.
 */
static struct conn *
come_in(const struct server *server)
{
	struct conn *conn = conn_named(server, "rogue-keeper");

	conn_ask(conn, "join away", "join * away *");
	conn_ask(conn, "put away k kept", "ok put away k *");
	conn_ask(conn, "put @rogue-keeper k own", "ok put @rogue-keeper k *");
	conn_ask(conn, "join 1", "join * 1 *");
	return conn;
}

/*
 * Connects a rogue that will send lines with the ID of an item that the keeper
 * has.
 */
static struct conn *
call(struct server *server, uint64_t id)
{
	char what[256];

	(void)snprintf(what, sizeof(what),
	    "lines done %llu|back %llu|take 1 0|swap away k %llu x|"
	    "put away k x|cut away k|post away x|take away 9|"
	    "cut @rogue-keeper k|put @rogue-keeper k x|send 1 that is all",
	    (unsigned long long)id, (unsigned long long)id,
	    (unsigned long long)id);
	return rogue_call(server, what);
}

static void
test_others(void)
{
	struct server *server = rogue_server();
	struct conn *keeper = come_in(server);

	conn_ask(keeper, "take 1 1 0", "ok take 1 1");
	conn_ask(keeper, "post 1 work", "ok post 1 *");
	conn_expect(keeper, "item * 1 rogue-keeper 0 work");
	const uint64_t id = conn_id(keeper);
	(void)call(server, id);
	conn_wait_for(keeper, "msg * 1 rogue that is all");
	conn_ask(keeper, "boxes", "box 1 0 1 1");
	conn_expect(keeper, "ok boxes 1");
	PASS("what another has under way it keeps");
	conn_ask(keeper, "get away", "row away k * rogue-keeper kept");
	conn_expect(keeper, "ok get away 1");
	conn_ask(keeper, "get @rogue-keeper",
	    "row @rogue-keeper k * rogue-keeper own");
	conn_expect(keeper, "ok get @rogue-keeper 1");
	PASS("and what it has written stands");
	conn_say(keeper, "done %llu", (unsigned long long)id);
	conn_expect(keeper, "ok done *");
	rogue_others_talk();
	server_stop_late(server, ROGUE_GRACE);
}

/*
 * Passes an item between members of another group, whom nobody may keep
 * waiting.
 */
static void
work(struct conn *boss, struct conn *taker)
{
	conn_ask(boss, "post away work", "ok post away *");
	conn_expect(taker, "item * away * 0 work");
	conn_say(taker, "done %llu", (unsigned long long)conn_id(taker));
	conn_expect(taker, "ok done *");
}

/* How often it has come back until now, told by who gets it then. */
static uint64_t
bounces(struct conn *conn)
{
	uint64_t count = 0;
	struct str line;

	conn_ask(conn, "take 1 1000", "ok take 1 1000");
	conn_wait_for(conn, "item * 1 rogue * it comes and goes");
	line = conn->line;
	for (int i = 0; i < 4; i++)
		(void)str_word(&line);
	MUST(str_to_number(str_word(&line), UINT64_MAX, &count), "no count");
	return count;
}

static void
test_bounces(void)
{
	struct server *server = rogue_server();
	struct conn *keeper = come_in(server);
	struct conn *taker = conn_member(server, "rogue-taker", "away");

	conn_expect(keeper, "join * away rogue-taker");
	conn_ask(taker, "take away 1", "ok take away 1");
	(void)rogue_call(server, "bounces");
	conn_wait_for(keeper, "join * 1 rogue");
	for (int i = 0; i < FULL; i++) {
		conn_say(keeper, "post 1 %d", i);
		conn_expect(keeper, "ok post 1 *");
	}
	for (int i = 0; i < ROUNDS; i++) {
		rogue_others_talk();
		conn_wait_for(keeper, "msg * 1 other-%d ...", ROGUE_OTHERS - 1);
		work(keeper, taker);
	}
	const uint64_t count = bounces(keeper);
	TAP_OK(count > ROUNDS, "%d rounds of work and talk, and %llu bounces",
	    ROUNDS, (unsigned long long)count);
	server_stop_late(server, ROGUE_GRACE);
}

int
main(void)
{
	test_others();
	test_bounces();
	return tap_done();
}
