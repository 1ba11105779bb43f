/*
 * Holders of a key still hold it in the next program, and its queue has the
 * same order: one after the other they have their turn, also when the worker of
 * a holder is killed.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/server.h"
#include "tests/lib/upgrade.h"

static struct conn *
wait_for(const struct server *server, const char *name, const char *answer)
{
	struct conn *conn = conn_member(server, name, "1");

	conn_ask(conn, "hold 1 lock 1 mine", answer);
	return conn;
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ann = wait_for(server, "ann", "ok hold 1 lock 0");
	struct conn *bob = wait_for(server, "bob", "ok hold 1 lock 1");
	struct conn *cem = wait_for(server, "cem", "ok hold 1 lock 2");

	conn_expect(ann, "held * 1 lock");
	upgrade_to(server, UPGRADE_LATER);
	conn_say(cem, "ping");
	conn_wait_for(cem, "ok ping");
	conn_ask(cem, "put 1 lock x", "err put not-holder ...");
	PASS("what is held is held in the next program");
	MUST(kill(server_worker(server, "ann"), SIGKILL) == 0, "no worker");
	conn_wait_for(bob, "held * 1 lock");
	PASS("when its holder is killed the next has its turn");
	conn_ask(bob, "get 1", "row 1 lock * bob mine");
	conn_expect(bob, "ok get 1 1");
	conn_expect(cem, "quit * ann");
	upgrade_to(server, UPGRADE_THIS);
	conn_ask(bob, "leave 1", "leave * 1 bob");
	conn_expect(cem, "leave * 1 bob");
	conn_expect(cem, "held * 1 lock");
	PASS("and one after that, of the program after that");
	conn_ask(cem, "free 1 lock", "ok free 1 lock");
	conn_ask(cem, "get 1", "ok get 1 0");
	server_stop(server);
	return tap_done();
}
