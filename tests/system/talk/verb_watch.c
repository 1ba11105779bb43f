/*
 * watch, unwatch and watching: a client is told once when a watched name comes
 * or goes, in any way, and of its away status with full events; each kind of
 * refusal is checked.
 */
#include <stdio.h>

#include "router/verbs/people/watches.h"
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "watch", "err watch bad-command ..." },
	{ "watch 1", "err watch bad-name ..." },
	{ "unwatch 1", "err unwatch bad-name ..." },
	{ "watching all", "err watching bad-command ..." },
	{ "watching", "ok watching 0" },
	{ "unwatch", "ok unwatch" },
	{ "unwatch ali", "ok unwatch" },
};

static void
test_limit(struct conn *bo)
{
	char line[64];

	for (int i = 0; i < WATCHES_OF_ONE; i++) {
		(void)snprintf(line, sizeof(line), "watch n%d", i); /* fits */
		conn_say(bo, "%s", line);
		conn_expect(bo, "offline * n%d", i);
		conn_expect(bo, "ok watch n%d", i);
	}
	conn_ask(bo, "watch more",
	    "err watch too-many you cannot watch more names: limit 100");
	conn_ask(bo, "watch N5", "offline * N5");
	conn_expect(bo, "ok watch N5");
	conn_ask(bo, "unwatch n5", "ok unwatch");
	conn_ask(bo, "watch more", "offline * more");
	conn_expect(bo, "ok watch more");
	PASS("%d can be watched", WATCHES_OF_ONE);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *bo = conn_named(server, "bo");
	struct conn *full = conn_named(server, "full");
	struct conn *ali;

	conn_steps(bo, refused);
	conn_ask(full, "want full", "ok want full");
	conn_ask(bo, "watch Ali", "offline * Ali");
	conn_expect(bo, "ok watch Ali");
	conn_ask(full, "watch ali", "offline * ali");
	conn_expect(full, "ok watch ali");
	ali = conn_named(server, "ali");
	conn_expect(bo, "online * ali");
	conn_expect(full, "online * ali!user@*.ip!*!-");
	conn_ask(bo, "watching", "online * ali");
	conn_expect(bo, "ok watching 1");
	PASS("who waits is told that it has come");
	conn_ask(ali, "away out", "ok away");
	conn_expect_nothing(full);
	conn_ask(full, "want all", "ok want all");
	conn_ask(ali, "away still", "ok away");
	conn_expect(full, "away * ali!user@*.ip!*!- still");
	conn_expect_nothing(bo);
	PASS("and, if it wants to know more, that it is away");
	conn_ask(ali, "name sam", "name * ali sam");
	conn_expect(bo, "offline * ali");
	conn_expect(full, "offline * ali");
	conn_ask(ali, "name ali", "name * sam ali");
	conn_expect(bo, "online * ali");
	conn_expect(full, "online * ali!user@*.ip!*!-");
	conn_reset(ali);
	conn_expect(bo, "offline * ali");
	conn_expect(full, "offline * ali");
	PASS("another name, and an end, is told as well");
	conn_ask(bo, "unwatch ALI", "ok unwatch");
	(void)conn_named(server, "ali");
	conn_expect(full, "online * ali!user@*.ip!*!-");
	conn_expect_nothing(bo);
	PASS("and not any more if it does not want that");
	test_limit(bo);
	server_stop(server);
	return tap_done();
}
