/*
 * A secret that a client has said is nowhere in the server's memory any more
 * once it is answered, right, wrong or refused: neither among what was read,
 * nor among what was sent to the keeper; and not with the keeper either.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shared/base64.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/keeper.h"
#include "tests/lib/proc.h"
#include "tests/lib/scan.h"

#define LEN 24

static char secret[LEN + 1], wrong[LEN + 1];

/* Of letters that stand nowhere else. */
static void
make(char text[LEN + 1], const char *begin)
{
	(void)snprintf(text, LEN + 1, "%s", begin);
	for (size_t i = strlen(begin); i < LEN; i++)
		text[i] = (char)('a' + (int)dice(26));
	text[LEN] = '\0';
}

static void
expect_none(pid_t pid, const char *text, const char *what)
{
	TAP_NUM(scan_process(pid, text, true), 0, "%s", what);
}

/* The keeper's memory is nobody's to read but root's: it is not dumpable. */
static void
are_gone(const struct server *server, const char *when)
{
	expect_none(server->pid, secret, when);
	expect_none(server->pid, wrong, "nor a wrong one");
	if (geteuid() != 0)
		return;
	expect_none(keeper_find(server), secret, "nor with the keeper");
	expect_none(keeper_find(server), wrong, "nor a wrong one there");
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

int
main(void)
{
	struct server *server;
	struct conn *ali, *bob;
	char text[128];

	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	dice_begin();
	make(secret, "zqs");
	make(wrong, "zqw");
	server = server_start(&(struct setup) { .config = KEEPER_QUICK });
	ali = conn_named(server, "ali");
	if (scan_process(server->pid, "ali", false) <= 0)
		tap_skip("needs the right to read /proc/PID/mem");
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
	expect_none(server->pid, text, "who proves");
	TAP_OK(scan_process(server->pid, "ali", false) > 0,
	    "what is no secret can be found");
	server_stop(server);
	return tap_done();
}
