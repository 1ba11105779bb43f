/* put: what stood there before, who may, and each way to be refused. */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "put", "err put bad-command ..." },
	{ "put 1 colour", "err put bad-command ..." },
	{ "put 2 colour red", "err put not-member ..." },
	{ "put nowhere colour red", "err put not-member ..." },
	{ "put a,b colour red", "err put bad-group ..." },
	{ "put @1 colour red", "err put bad-name ..." },
	{ "put @nobody colour red", "err put no-such-name ..." },
	{ "put @javad colour red", "err put not-allowed ..." },
	{ "put 1 Colour red", "err put bad-text ..." },
	{ "put 1 colour=it red", "err put bad-text ..." },
	{ "put 1 colour \x1b[2J", "err put bad-text ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(javad, "join * 1 ali");
	conn_ask(javad, "put 1 colour red", "ok put 1 colour *");
	conn_ask(ali, "put 1 colour two  words ", "ok put 1 colour * red");
	conn_ask(javad, "put 1 colour blue", "ok put 1 colour * two  words ");
	PASS("each member writes, and is told what stood there");
	conn_ask(ali, "put @ALI status here", "ok put @ali status *");
	conn_ask(ali, "put @ali status away", "ok put @ali status * here");
	PASS("everybody writes under the own name");
	conn_steps(ali, refused);
	conn_ask(ali, "get 1 colour", "row 1 colour * javad blue");
	conn_expect(ali, "ok get 1 1");
	conn_expect_nothing(javad);
	PASS("what is refused changes nothing, and nobody hears of it");
	server_stop(server);
	return tap_done();
}
