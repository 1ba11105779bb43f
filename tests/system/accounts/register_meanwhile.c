/*
 * Mode changes of a group are saved even if the keeper has not yet answered its
 * register; of a group that is being dropped, nothing is saved.
 */
#include <signal.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"

/* Until the keeper has that in its directory. */
static void
await_kept(const char *text)
{
	const usec end = deadline();

	while (strstr(keeper_text(), text) == NULL)
		MUST(deadline_pause(end), "it is not kept:\n%s", keeper_text());
}

static void
register_slowly(struct server *server, struct conn *ali, struct conn *bob)
{
	keeper_signal(server, SIGSTOP);
	conn_say(ali, "send tea I do it\nregister tea");
	conn_wait_for(bob, "msg * tea ali I do it");
	conn_ask(bob, "mode tea +k secret", "ok mode tea +k secret");
	conn_ask(bob, "mode tea +l 7", "ok mode tea +l 7");
	conn_ask(bob, "mode tea +t", "ok mode tea +t");
	keeper_signal(server, SIGCONT);
	conn_wait_for(ali, "ok register tea");
	await_kept(" nt 7 secret\n");
	PASS("they are told to the keeper");
}

static void
drop_slowly(struct server *server, struct conn *ali, struct conn *bob)
{
	keeper_signal(server, SIGSTOP);
	conn_say(ali, "send tea I end it\ndrop tea");
	conn_wait_for(bob, "msg * tea ali I end it");
	conn_ask(bob, "mode tea +m", "ok mode tea +m");
	keeper_signal(server, SIGCONT);
	conn_wait_for(ali, "ok drop tea");
	/* The keeper does what it is told in that order. */
	conn_say(ali, "join rice\nregister rice");
	conn_wait_for(ali, "ok register rice");
	TAP_OK(strstr(strstr(keeper_text(), "\ncut group tea\n"),
		   "group tea ") == NULL,
	    "of a group that is dropped nothing is kept");
}

int
main(void)
{
	const struct setup setup = { .config = keeper_config() };
	struct server *server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *bob = conn_member(server, "bob", "tea");

	conn_expect(ali, "join * tea bob");
	conn_ask(ali, "mode tea +o bob", "ok mode tea +o bob");
	conn_ask(ali, "register pw", "ok register ali");
	register_slowly(server, ali, bob);
	server_stop(server);
	server = server_start(&setup);
	ali = keeper_come(server, "ali"); /* the keeper has told all */
	bob = conn_named(server, "bob");
	conn_ask(bob, "join tea secret", "join * tea bob");
	conn_ask(bob, "mode tea", "ok mode tea nt * - 7 secret");
	PASS("and are there after a restart");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_wait_for(bob, "join * tea ali");
	conn_ask(ali, "mode tea +o bob", "ok mode tea +o bob");
	drop_slowly(server, ali, bob);
	server_stop(server);
	return tap_done();
}
