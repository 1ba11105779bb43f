/*
 * Once a secret is answered or dropped, of a client or the operator, right,
 * wrong or refused, whole or half a line, also amid an upgrade, it is nowhere
 * in the memory of the server or the keeper, nor in their buffers.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shared/crypto/base64.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/keeper.h"
#include "tests/lib/proc.h"
#include "tests/lib/scan.h"
#include "tests/lib/tap.h"
#include "tests/lib/upgrade.h"

#define WIPED_LEN 24

static char secret[WIPED_LEN + 1], wrong[WIPED_LEN + 1], unread[WIPED_LEN + 1],
    other[WIPED_LEN + 1], half[WIPED_LEN + 1];

/* Makes a secret of random letters, which occurs nowhere else. */
static void
make(char text[WIPED_LEN + 1], const char *begin)
{
	(void)snprintf(text, WIPED_LEN + 1, "%s", begin);
	for (size_t i = strlen(begin); i < WIPED_LEN; i++)
		text[i] = (char)('a' + (int)dice(26));
	text[WIPED_LEN] = '\0';
}

/* The keeper's memory is nobody's to read but root's: it is not dumpable. */
static void
expect_wiped(const struct server *server, const char *text, const char *what)
{
	TAP_NUM(scan_process(server->pid, text, true), 0, "%s", what);
	if (geteuid() == 0)
		TAP_NUM(
		    scan_process(server_worker(server, "keeper"), text, true),
		    0, "%s: nor with the keeper", what);
}

/* "|ali|SECRET" as PLAIN has it, which is found by its own text. */
static void
prove(const struct server *server, struct conn *conn)
{
	char bytes[64], text[128];
	size_t len;

	(void)snprintf(bytes, sizeof(bytes), "|ali|%s", secret);
	len = strlen(bytes);
	bytes[0] = bytes[4] = '\0';
	text[base64_text(bytes, len, text).len] = '\0';
	conn_say(conn, "prove plain %s", text);
	conn_expect(conn, "ok prove ali");
	expect_wiped(server, text, "who proves");
}

/* A line waits for the keeper, and its client is thrown out before the next. */
static void
never_runs(const struct server *server, struct conn *ali)
{
	struct conn *operator= conn_open_at(server->control);

	conn_ask(ali, "join tea", "join * tea ali");
	server_signal_worker(server, "keeper", SIGSTOP);
	conn_say(ali, "ping\nregister tea\nlogin ali %s", unread);
	conn_expect(ali, "ok ping"); /* the server has all three lines */
	conn_ask(operator, "ping", "ok ping");
	conn_say(operator, "kick ali");
	conn_expect(operator, "ok 1 client kicked");
	conn_expect(ali, "bye kicked ...");
	conn_expect_end(ali);
	server_signal_worker(server, "keeper", SIGCONT);
	expect_wiped(server, unread, "what never ran");
	conn_close(operator);
}

static void
test_clients(const struct server *server, struct conn *ali, struct conn *bob)
{
	conn_say(ali, "register %s", secret);
	conn_expect(ali, "ok register ali");
	conn_say(ali, "register %s", secret);
	conn_expect(ali, "err register ...");
	conn_say(bob, "login ali %s\nping", secret);
	conn_expect(bob, "ok login ali");
	conn_expect(bob, "ok ping");
	conn_say(
	    bob, "login ali %s\nenroll ali %s\npass %s", wrong, wrong, secret);
	conn_expect(bob, "err login ...");
	conn_expect(bob, "err enroll ...");
	conn_expect(bob, "ok pass");
	expect_wiped(server, secret, "who registers and logs in");
	expect_wiped(server, wrong, "nor a wrong one");
	prove(server, bob);
}

/* A look takes longer than a connection of the operator may be silent. */
static void
test_operator(const struct server *server)
{
	struct conn *operator= conn_open_at(server->control);

	conn_say(operator, "accounts passwd ali %s\naccounts add bob %s\nping",
	    secret, other);
	conn_expect(operator, "ok account ali has a new secret");
	conn_expect(operator, "ok account bob created");
	conn_expect(operator, "ok ping");
	conn_say(operator, "no such order %s", wrong);
	conn_expect(operator, "err ...");
	conn_send(operator, "accounts add cem ", 17);
	conn_send(operator, half, WIPED_LEN);
	conn_close(operator);
	operator= conn_open_at(server->control);
	conn_ask(operator, "ping", "ok ping");
	expect_wiped(server, secret, "some at once");
	expect_wiped(server, other, "and the next of them");
	expect_wiped(server, wrong, "what is refused");
	expect_wiped(server, half, "half a line of one that has gone");
	conn_close(operator);
}

/* The keeper does not answer the first line, and so the second one waits. */
static void
test_upgrade(struct server *server, struct conn *bob, const char *program,
    const char *answer)
{
	struct conn *control;

	server_signal_worker(server, "keeper", SIGSTOP);
	conn_say(bob, "ping\nlogin ali %s\nlogin ali %s\nping", secret, unread);
	conn_expect(bob, "ok ping"); /* the server has all four lines */
	control = upgrade_ask(server, "upgrade %s", upgrade_program(program));
	server_signal_worker(server, "keeper", SIGCONT);
	upgrade_expect(control, answer);
	conn_expect(bob, "ok login ali");
	conn_expect(bob, "err login not-allowed ...");
	conn_expect(bob, "ok ping");
	expect_wiped(server, secret, answer);
	expect_wiped(server, unread, "nor what came behind it");
}

int
main(void)
{
	struct server *server;
	struct conn *ali, *bob;

	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	dice_begin();
	make(secret, "zqs");
	make(wrong, "zqw");
	make(unread, "zqu");
	make(other, "zqo");
	make(half, "zqh");
	server = server_start(&(struct setup) { .config = KEEPER_QUICK });
	ali = conn_named(server, "ali");
	if (scan_process(server->pid, "ali", false) <= 0)
		tap_skip("needs the right to read /proc/PID/mem");
	bob = conn_named(server, "bob");
	test_clients(server, ali, bob);
	never_runs(server, ali);
	test_operator(server);
	conn_ask(bob, "name eve", "name * bob eve");
	test_upgrade(server, bob, UPGRADE_UNFIT("refuses"), "err ...");
	test_upgrade(server, bob, UPGRADE_THIS, "ok ...");
	server_stop(server);
	return tap_done();
}
