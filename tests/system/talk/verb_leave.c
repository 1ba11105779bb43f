/* leave: the event with and without a text, and each way to be refused. */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "leave", "err leave bad-command ..." },
	{ "leave 2", "err leave not-member ..." },
	{ "leave nowhere", "err leave not-member ..." },
	{ "leave a,b", "err leave bad-group ..." },
	{ "leave 1 \x1b[2J", "err leave bad-text ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(javad, "join * 1 ali");
	conn_steps(ali, refused);
	conn_ask(ali, "leave 1", "leave * 1 ali");
	conn_expect(javad, "leave * 1 ali");
	conn_ask(ali, "leave 1", "err leave not-member ...");
	conn_ask(javad, "send 1 are you here?", "msg * 1 javad are you here?");
	conn_expect_nothing(ali);
	PASS("who has left hears nothing more");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_expect(javad, "join * 1 ali");
	conn_ask(ali, "leave 1 see you", "leave * 1 ali see you");
	conn_expect(javad, "leave * 1 ali see you");
	PASS("a text goes with it");
	conn_ask(javad, "join own", "join * own javad");
	conn_ask(javad, "leave own", "leave * own javad");
	conn_ask(javad, "names own", "err names no-such-group ...");
	conn_ask(javad, "leave 1", "leave * 1 javad");
	conn_ask(javad, "names 1", "ok names 1 0");
	PASS("a group goes with its last member, one of the configuration "
	     "stays");
	server_stop(server);
	return tap_done();
}
