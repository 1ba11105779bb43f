/*
 * rehash by a server operator reloads the configuration and reports the result;
 * an operator that it no longer names loses the status.
 */
#include "tests/lib/keeper.h"

#define BASE KEEPER_QUICK "line_rate 0\n"

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = BASE "oper ali\n" });
	struct conn *ali = conn_named(server, "ali");
	struct conn *boss = conn_named(server, "boss");

	keeper_add(server, "ali");
	conn_ask(ali, "login ali pw", "ok login ali");
	conn_ask(ali, "rehash", "err rehash not-operator ...");
	conn_ask(boss, "oper ali pw", "ok oper");
	conn_ask(ali, "oper ali pw", "ok oper");
	conn_ask(boss, "rehash x", "err rehash bad-command ...");

	server_configure(server, BASE "oper ali\ngroup made\n");
	conn_say(boss, "rehash\nping");
	conn_expect(boss, "ok rehash");
	conn_expect(boss, "ok ping");
	server_expect(server, "boss: rehash");
	server_expect(server, "reload: done");
	conn_ask(boss, "groups", "group made 0 -");
	conn_expect(boss, "ok groups 1");
	PASS("it is read, before that is said");

	server_configure(server, "nose 7\n");
	conn_ask(boss, "rehash", "err rehash unavailable *:1: ...");
	server_expect(server, "reload: refused: ...");
	conn_ask(boss, "groups", "group made 0 -");
	conn_expect(boss, "ok groups 1");
	PASS("what is wrong is refused, and why is told");
	server_configure(server, "\xff\xfe 7\n");
	conn_ask(boss, "rehash", "err rehash unavailable ...");
	PASS("whatever bytes there are");

	server_configure(server, BASE "oper ali\n");
	conn_say(boss, "rehash\nrehash");
	conn_say(ali, "rehash");
	conn_expect(boss, "ok rehash");
	conn_expect(boss, "ok rehash");
	conn_expect(ali, "ok rehash");
	PASS("as often as it is said");

	conn_ask(ali, "flag -S", "ok flag -");
	server_configure(server, BASE "oper bo\n");
	conn_ask(boss, "rehash", "ok rehash");
	server_expect(server, "boss: no longer oper");
	conn_ask(boss, "rehash", "err rehash not-operator ...");
	conn_ask(boss, "counts", "ok counts 2 0 0 3 2");
	PASS("whom it names no more is none");
	server_stop(server);
	return tap_done();
}
