/*
 * Once a client's secret is answered or dropped, right, wrong or refused, it is
 * nowhere in the memory of the server or the keeper, nor in their buffers.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "shared/crypto/base64.h"
#include "tests/lib/keeper.h"
#include "tests/lib/scan.h"
#include "tests/lib/wiped.h"

static char secret[WIPED_LEN + 1], wrong[WIPED_LEN + 1], unread[WIPED_LEN + 1];

static void
are_gone(const struct server *server, const char *when)
{
	wiped_expect(server, secret, when);
	wiped_expect(server, wrong, "nor a wrong one");
}

/* "|ali|SECRET" as PLAIN has it, which is found by its own text. */
static void
prove(struct conn *conn, char text[128])
{
	char bytes[64];
	size_t len;

	(void)snprintf(bytes, sizeof(bytes), "|ali|%s", secret);
	len = strlen(bytes);
	bytes[0] = bytes[4] = '\0';
	MUST(base64_encode(bytes, len, text, 127, &len), "too long");
	text[len] = '\0';
	conn_say(conn, "prove plain %s", text);
	conn_expect(conn, "ok prove ali");
}

/* A line waits for the keeper, and its client is thrown out before the next. */
static void
never_runs(const struct server *server, struct conn *ali)
{
	struct conn *operator= conn_open_at(server->control);

	conn_ask(ali, "join tea", "join * tea ali");
	keeper_signal(server, SIGSTOP);
	conn_say(ali, "ping\nregister tea\nlogin ali %s", unread);
	conn_expect(ali, "ok ping"); /* the server has all three lines */
	conn_ask(operator, "ping", "ok ping");
	conn_say(operator, "kick ali");
	conn_expect(operator, "ok 1 client kicked");
	conn_expect(ali, "bye kicked ...");
	conn_expect_end(ali);
	keeper_signal(server, SIGCONT);
	wiped_expect(server, unread, "what never ran");
	conn_close(operator);
}

int
main(void)
{
	struct server *server;
	struct conn *ali, *bob;
	char text[128];

	wiped_begin();
	wiped_make(secret, "zqs");
	wiped_make(wrong, "zqw");
	wiped_make(unread, "zqu");
	server = server_start(&(struct setup) { .config = KEEPER_QUICK });
	ali = conn_named(server, "ali");
	wiped_can_read(server, "ali");
	bob = conn_named(server, "bob");
	conn_say(ali, "register %s", secret);
	conn_expect(ali, "ok register ali");
	conn_say(ali, "register %s", secret);
	conn_expect(ali, "err register ...");
	are_gone(server, "who registers");
	conn_say(bob, "login ali %s\nping", secret);
	conn_expect(bob, "ok login ali");
	conn_expect(bob, "ok ping");
	conn_say(
	    bob, "login ali %s\nenroll ali %s\npass %s", wrong, wrong, secret);
	conn_expect(bob, "err login ...");
	conn_expect(bob, "err enroll ...");
	conn_expect(bob, "ok pass");
	are_gone(server, "who logs in");
	prove(bob, text);
	wiped_expect(server, text, "who proves");
	never_runs(server, ali);
	TAP_OK(scan_process(server->pid, "ali", false) > 0,
	    "what is no secret can be found");
	server_stop(server);
	return tap_done();
}
