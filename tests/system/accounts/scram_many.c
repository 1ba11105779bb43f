/*
 * However many strangers begin an exchange of SCRAM-SHA-256, each can finish
 * it, but only on the same connection.
 */
#include "tests/lib/keeper.h"

#define MANY 200

static struct {
	struct conn *conn;
	struct keeper_exchange exchange;
} many[MANY];

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *ali = conn_named(server, "ali");
	struct conn *other = conn_open(server);
	struct keeper_exchange exchange = { .bare = "" };
	size_t finished = 0;

	conn_ask(ali, "register pw", "ok register ali");
	for (size_t i = 0; i < MANY; i++) {
		many[i].conn = conn_open(server);
		MUST(keeper_scram_begin(many[i].conn, "ali", &many[i].exchange),
		    "it is refused");
	}
	MUST(keeper_scram_begin(other, "ali", &exchange), "it is refused");
	TAP_OK(!keeper_scram_finish(other, &many[0].exchange, "pw"),
	    "one of another connection is not finished: %.*s",
	    (int)other->line.len, other->line.at);
	for (size_t i = 0; i < MANY; i++)
		finished +=
		    keeper_scram_finish(many[i].conn, &many[i].exchange, "pw");
	TAP_NUM(finished, MANY, "all others are");
	server_stop(server);
	return tap_done();
}
