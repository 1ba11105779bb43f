/*
 * whowas: who has had a name, the last one first, whether it has left or has
 * another name now; and each way to be refused.
 */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "whowas", "err whowas bad-command ..." },
	{ "whowas 1", "err whowas bad-name ..." },
	{ "whowas ali x", "err whowas bad-command ..." },
	{ "whowas ali", "ok whowas ali 0" },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *bo = conn_named(server, "bo");
	struct conn *ali;

	conn_steps(bo, refused);
	for (int i = 0; i < 3; i++) {
		ali = conn_open(server);
		conn_say(ali, "about u%d number %d", i, i);
		conn_expect(ali, "ok about");
		conn_ask(ali, "ali", "ok name ali");
		conn_ask(ali, "quit", "bye quit ...");
		conn_close(ali);
	}
	conn_ask(bo, "whowas ALI", "was * ali!u2@*.ip!*!- number 2");
	conn_expect(bo, "was * ali!u1@*.ip!*!- number 1");
	conn_expect(bo, "was * ali!u0@*.ip!*!- number 0");
	conn_expect(bo, "ok whowas ALI 3");
	conn_ask(bo, "whowas ali 1", "was * ali!u2@*.ip!*!- number 2");
	conn_expect(bo, "ok whowas ali 1");
	PASS("those who have left, the last one first");
	conn_ask(bo, "name sam", "name * bo sam");
	conn_ask(bo, "whowas bo", "was * bo!user@*.ip!*!- bo");
	conn_expect(bo, "ok whowas bo 1");
	PASS("and who has another name now");
	server_stop(server);
	return tap_done();
}
