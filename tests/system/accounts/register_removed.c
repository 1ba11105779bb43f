/*
 * If an account is removed while its owner registers a group, the registration
 * is lost and creates no account.
 */
#include <signal.h>
#include <string.h>

#include "tests/lib/keeper.h"

int
main(void)
{
	const struct setup setup = { .config = keeper_config() };
	struct server *server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *bob = conn_member(server, "bob", "tea");
	struct conn *control = conn_open_at(server->control);

	conn_expect(ali, "join * tea bob");
	conn_ask(ali, "register pw", "ok register ali");
	keeper_signal(server, SIGSTOP);
	conn_say(ali, "send tea I do it\nregister tea");
	conn_wait_for(bob, "msg * tea ali I do it");
	conn_say(control, "accounts remove ali");
	for (size_t turn = 0; turn < 3; turn++) /* in which it is asked */
		conn_ask(bob, "ping", "ok ping");
	keeper_signal(server, SIGCONT);
	conn_wait_for(control, "ok ...");
	conn_wait_for(ali, "* register ...");
	conn_ask(ali, "logout", "err logout not-allowed ...");
	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(ali, "register tea", "ok register tea");
	PASS("then it is registered as if nothing had been");
	TAP_OK(strstr(keeper_text(), "account tea ") == NULL,
	    "no account is made of the group's name");
	server_stop(server);
	return tap_done();
}
