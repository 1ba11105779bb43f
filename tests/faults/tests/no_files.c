/*
 * All files of the system are used up by others: nobody within is hurt, and
 * newcomers are told, or wait until there is one for them.
 */
#include "tests/faults/board.h"
#include "tests/lib/conn.h"

static struct server *server;
static struct conn *javad, *ali;

static void
talk(void)
{
	conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	conn_expect(ali, "msg * 1 javad hello");
}

static void
none_for_pipes(void)
{
	struct conn *newcomer;

	board_arm("pipe2:1+:ENFILE:parent");
	newcomer = conn_open(server);
	conn_expect_turned_away(newcomer, "...");
	conn_expect_end(newcomer);
	conn_close(newcomer);
	talk();
	board_disarm();
	PASS("none for pipes: a newcomer is told");
}

/* Even the spare one is taken by somebody else at once. */
static void
none_for_a_connection(void)
{
	struct conn *newcomer;

	board_arm("accept4:1+:ENFILE:parent");
	newcomer = conn_open(server);
	conn_say(newcomer, "newcomer");
	board_await(4);
	talk();
	conn_expect_nothing(ali);
	board_disarm();
	conn_expect(newcomer, "ok name newcomer");
	talk();
	conn_close(newcomer);
	PASS("none for a connection: a newcomer waits");
}

int
main(void)
{
	board_begin();
	server = server_start(NULL);
	javad = conn_member(server, "javad", "1");
	ali = conn_member(server, "ali", "1");
	conn_expect(javad, "join * 1 ali");
	none_for_pipes();
	none_for_a_connection();
	server_stop(server);
	return tap_done();
}
