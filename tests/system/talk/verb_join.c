/* join: the event to all members, and each way to be refused. */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "join", "err join bad-command ..." },
	{ "join 1 2 3", "err join bad-command ..." },
	{ "join 2 a,b", "err join bad-text ..." },
	{ "join 2 aaaaaaaaaaaaaaaaaaaaaaaa",
	    "err join too-long too long: 24 bytes, limit 23" },
	{ "join a,b", "err join bad-group ..." },
	{ "join #linux", "err join bad-group ..." },
	{ "join zero\xe2\x80\x8bwidth", "err join bad-group ..." },
	{ "join 1", "err join already-member ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(javad, "join * 1 ali");
	PASS("members are told, and so is the one who joins");
	conn_steps(ali, refused);
	conn_expect_nothing(javad);
	PASS("bad groups and a second join are refused");
	conn_ask(javad, "join Family", "join * Family javad");
	conn_ask(ali, "join FAMILY", "join * Family ali");
	conn_expect(javad, "join * Family ali");
	conn_ask(ali, "join family", "err join already-member ...");
	PASS("a group appears at the first join, and keeps that spelling");
	server_stop(server);
	return tap_done();
}
