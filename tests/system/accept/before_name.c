/* What a client may say before it has a name, and what it may not. */
#include "tests/lib/conn.h"

static const struct step steps[] = {
	{ "join 1", "err join not-allowed ..." },
	{ "leave 1", "err leave not-allowed ..." },
	{ "send 1 hello", "err send not-allowed ..." },
	{ "tell ali hello", "err tell not-allowed ..." },
	{ "topic 1", "err topic not-allowed ..." },
	{ "names 1", "err names not-allowed ..." },
	{ "groups", "err groups not-allowed ..." },
	{ "ping", "ok ping" },
	{ "ping here", "ok ping here" },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *unnamed = conn_open(server);

	conn_steps(unnamed, steps);
	conn_say(unnamed, "help");
	conn_wait_for(unnamed, "ok help");
	PASS("only ping and help are answered, the others are not-allowed");
	conn_ask(unnamed, "quit", "bye quit ...");
	conn_expect_end(unnamed);
	PASS("quit ends the connection");
	server_stop(server);
	return tap_done();
}
