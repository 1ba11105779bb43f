/*
 * Modes of a group that are changed while the keeper has not answered yet who
 * registers the group are kept as well; and of who drops it nothing is.
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
	const pid_t keeper = keeper_find(server);

	MUST(kill(keeper, SIGSTOP) == 0, "no keeper");
	conn_say(ali, "send tea I do it\nregister tea");
	conn_wait_for(bob, "msg * tea ali I do it");
	conn_ask(bob, "mode tea +k secret", "ok mode tea +k secret");
	conn_ask(bob, "mode tea +l 7", "ok mode tea +l 7");
	conn_ask(bob, "mode tea +t", "ok mode tea +t");
	MUST(kill(keeper, SIGCONT) == 0, "no keeper");
	conn_wait_for(ali, "ok register tea");
	await_kept(" nt 7 secret\n");
	PASS("they are told to the keeper");
}

static void
drop_slowly(struct server *server, struct conn *ali, struct conn *bob)
{
	const pid_t keeper = keeper_find(server);

	MUST(kill(keeper, SIGSTOP) == 0, "no keeper");
	conn_say(ali, "send tea I end it\ndrop tea");
	conn_wait_for(bob, "msg * tea ali I end it");
	conn_ask(bob, "mode tea +m", "ok mode tea +m");
	MUST(kill(keeper, SIGCONT) == 0, "no keeper");
	conn_wait_for(ali, "ok drop tea");
	/* The keeper does what it is told in that order. */
	conn_say(ali, "join rice\nregister rice");
	conn_wait_for(ali, "ok register rice");
	TAP_OK(strstr(keeper_text(), "group tea ") == NULL,
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
	(void)keeper_find(server);
	bob = conn_named(server, "bob");
	conn_ask(bob, "join tea secret", "join * tea bob");
	conn_ask(bob, "mode tea", "ok mode tea nt * - 7 secret");
	PASS("and are there after a restart");
	ali = conn_open(server);
	conn_ask(ali, "login ali pw", "ok login ali");
	conn_ask(ali, "ali", "ok name ali");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_wait_for(bob, "join * tea ali");
	conn_ask(ali, "mode tea +o bob", "ok mode tea +o bob");
	drop_slowly(server, ali, bob);
	server_stop(server);
	return tap_done();
}
