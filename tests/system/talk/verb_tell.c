/* tell: to both, to nobody else, and each way to be refused. */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "tell", "err tell bad-command ..." },
	{ "tell ali", "err tell bad-command ..." },
	{ "tell nobody hello", "err tell no-such-name ..." },
	{ "tell 1st hello", "err tell bad-name ..." },
	{ "tell ali \x1b[2J", "err tell bad-text ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_named(server, "ali");
	struct conn *other = conn_member(server, "other", "1");

	conn_expect(javad, "join * 1 other");
	conn_ask(javad, "tell ali hello there", "tell * javad ali hello there");
	conn_expect(ali, "tell * javad ali hello there");
	conn_ask(javad, "tell ALI again", "tell * javad ali again");
	conn_expect(ali, "tell * javad ali again");
	conn_expect_nothing(other);
	PASS("both get the same event, whatever their groups, others none");
	conn_ask(ali, "tell ali note", "tell * ali ali note");
	conn_expect_nothing(ali);
	PASS("who tells itself gets one event");
	conn_steps(javad, refused);
	conn_expect_nothing(ali);
	PASS("bad and unknown names are refused");
	server_stop(server);
	return tap_done();
}
