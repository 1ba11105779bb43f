/*
 * A registered group keeps its topic, its masks and the roles of accounts when
 * its last member leaves, the keeper or the server is killed, or the server is
 * stopped or upgraded; and what was taken away does not come back. They end
 * with the registration, and a role with its account, whatever the next account
 * of that name does. A group that has none of them has none later.
 */
#include <signal.h>

#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"

/* Longer than any word of the protocol but a mask. */
#define LONG_MASK                              \
	"y?y?y?y?y?y?y?y?y?y?y?y?y?y?y?y?y?y?" \
	"y?y?y?y?y?y?y?y?y?y?y?y?y?y?y?y?y?y?!*@*"

static struct server *
start(void)
{
	return server_start(&(struct setup) {
	    .config = keeper_config_with("change_rate 1000\n") });
}

static struct conn *
full(struct server *server, const char *name)
{
	struct conn *conn = keeper_come(server, name);

	conn_ask(conn, "want full", "ok want full");
	return conn;
}

/* Ann owns the group, bob is voiced, cem an operator, and eve is banned. */
static void
leave(struct server *server)
{
	struct conn *ann, *bob, *cem, *eve;

	keeper_add(server, "ann");
	keeper_add(server, "bob");
	keeper_add(server, "cem");
	keeper_add(server, "eve");
	ann = keeper_come(server, "ann");
	conn_ask(ann, "join tea", "join * tea ann");
	bob = keeper_come(server, "bob");
	conn_ask(bob, "join tea", "join * tea bob");
	conn_ask(ann, "mode tea +v bob", "join * tea bob");
	conn_expect(ann, "ok mode tea +v bob");
	conn_ask(ann, "register tea", "ok register tea");
	cem = keeper_come(server, "cem");
	conn_ask(cem, "join tea", "join * tea cem");
	conn_expect(ann, "join * tea cem");
	conn_ask(ann, "mode tea +o cem", "ok mode tea +o cem");
	conn_ask(ann, "mode tea +v cem", "ok mode tea +v cem");
	conn_ask(ann, "mode tea -v cem", "ok mode tea -v cem");
	eve = keeper_come(server, "eve");
	conn_ask(eve, "join tea", "join * tea eve");
	conn_expect(ann, "join * tea eve");
	conn_ask(ann, "mode tea +v eve", "ok mode tea +v eve");
	conn_quit(eve);
	conn_expect(ann, "quit * eve");
	conn_ask(ann, "mode tea +m", "ok mode tea +m");
	conn_ask(ann, "mode tea +b ~a:eve", "ok mode tea +b ~a:eve");
	conn_ask(ann, "mode tea +b gone!*@*", "ok mode tea +b gone!*@*");
	conn_ask(ann, "mode tea -b gone!*@*", "ok mode tea -b gone!*@*");
	conn_ask(ann, "mode tea +e x!*@*", "ok mode tea +e x!*@*");
	conn_ask(ann, "mode tea +I " LONG_MASK, "ok mode tea +I " LONG_MASK);
	conn_ask(ann, "topic tea first", "topic * tea ann first");
	conn_ask(ann, "topic tea Two  words", "topic * tea ann Two  words");
	conn_ask(ann, "mode tea +n", "ok mode tea"); /* behind the topic */
	conn_ask(ann, "mode tea -n", "ok mode tea -n");
	conn_ask(ann, "join rice", "join * rice ann");
	conn_ask(ann, "register rice", "ok register rice");
	conn_close(ann);
	conn_close(bob);
	conn_close(cem);
}

static void
is_there(struct server *server, const char *when)
{
	struct conn *bob = full(server, "bob"), *cem, *eve;

	conn_ask(bob, "join tea", "join * tea * bob");
	conn_expect(bob, "mode * tea * +v bob");
	conn_ask(bob, "topic tea", "ok topic tea * ann Two  words");
	conn_ask(bob, "send tea hello", "msg * tea * hello");
	conn_ask(bob, "masks tea b", "mask tea b ~a:eve ann *");
	conn_expect(bob, "ok masks tea b 1");
	conn_ask(bob, "masks tea e", "mask tea e x!*@* ann *");
	conn_expect(bob, "ok masks tea e 1");
	conn_ask(bob, "masks tea I", "mask tea I " LONG_MASK " ann *");
	conn_expect(bob, "ok masks tea I 1");
	cem = full(server, "cem");
	conn_ask(cem, "join tea", "join * tea * cem");
	conn_expect(cem, "mode * tea * +o cem");
	conn_ask(cem, "mode tea", "ok mode tea m * o 0 -");
	eve = keeper_come(server, "eve");
	conn_ask(eve, "join tea", "err join banned ...");
	conn_ask(eve, "join rice", "join * rice eve");
	conn_ask(eve, "mode rice", "ok mode rice n * - 0 -");
	conn_ask(eve, "topic rice", "ok topic rice -");
	conn_ask(eve, "masks rice b", "ok masks rice b 0");
	PASS("%s: all of it is there, and nothing else", when);
	conn_quit(bob);
	conn_quit(cem);
	conn_quit(eve);
}

/* Bob's account ends, and there is another one. */
static void
ends_bob(struct server *server)
{
	struct conn *control = conn_open_at(server->control);

	conn_ask(control, "accounts remove bob", "ok account bob removed");
	conn_close(control);
	keeper_add(server, "bob");
}

static void
is_nobody(struct server *server, const char *when)
{
	struct conn *cem = full(server, "cem"), *bob;

	conn_ask(cem, "join tea", "join * tea * cem");
	conn_expect(cem, "mode * tea * +o cem");
	bob = full(server, "bob");
	conn_ask(bob, "join tea", "join * tea * bob");
	conn_ask(bob, "send tea hello", "err send muted ...");
	PASS("a new account of the name has no role%s", when);
	conn_quit(bob);
	conn_quit(cem);
}

/* What is not registered, or not an account's, is not kept. */
static void
ends(struct server *server)
{
	struct conn *ann = keeper_come(server, "ann");
	struct conn *bob = keeper_come(server, "bob");

	conn_ask(ann, "drop tea", "ok drop tea");
	conn_ask(bob, "join tea", "join * tea bob");
	conn_ask(bob, "topic tea", "ok topic tea -");
	conn_ask(bob, "masks tea b", "ok masks tea b 0");
	PASS("it ends with its registration");
	conn_quit(ann);
	conn_quit(bob);
}

int
main(void)
{
	struct server *server = start();

	leave(server);
	is_there(server, "its last member has left");
	keeper_signal(server, SIGKILL);
	server_expect(server, "keeper: pid * ended, signal 9; ...");
	(void)keeper_find(server);
	is_there(server, "its keeper was killed");
	upgrade_to(server, UPGRADE_LATER);
	is_there(server, "it was upgraded");
	server_stop(server);
	server = start();
	is_there(server, "it was stopped");
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it is killed");
	server = start();
	is_there(server, "it was killed");
	ends_bob(server);
	is_nobody(server, "");
	server_stop(server);
	server = start();
	is_nobody(server, ", also later");
	ends(server);
	server_stop(server);
	return tap_done();
}
