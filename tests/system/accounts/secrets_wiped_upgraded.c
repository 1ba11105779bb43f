/*
 * A secret that waits for the keeper during an upgrade is nowhere in the
 * server's memory once it is answered, whether the new program is refused or
 * takes over.
 */
#include <signal.h>

#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"
#include "tests/lib/wiped.h"

static char secret[WIPED_LEN + 1], behind[WIPED_LEN + 1];

/* The keeper does not answer the first line, and so the second one waits. */
static void
say_it(const struct server *server, struct conn *conn, struct conn *other)
{
	keeper_signal(server, SIGSTOP);
	conn_say(
	    conn, "ping\nlogin ali %s\nlogin ali %s\nping", secret, behind);
	conn_expect(conn, "ok ping"); /* the server has all four lines */
	conn_ask(other, "ping", "ok ping");
}

static void
hear_it(const struct server *server, struct conn *conn, const char *what)
{
	conn_expect(conn, "ok login ali");
	conn_expect(conn, "err login not-allowed ...");
	conn_expect(conn, "ok ping");
	wiped_expect(server, secret, what);
	wiped_expect(server, behind, "nor what came behind it");
}

int
main(void)
{
	struct server *server;
	struct conn *ali, *other, *control;

	wiped_begin();
	wiped_make(secret, "zqs");
	wiped_make(behind, "zqb");
	server = server_start(&(struct setup) { .config = KEEPER_QUICK });
	other = conn_named(server, "other");
	wiped_can_read(server, "other");
	ali = conn_named(server, "ali");
	conn_say(ali, "register %s", secret);
	conn_expect(ali, "ok register ali");

	say_it(server, ali, other);
	control = upgrade_ask(
	    server, "upgrade %s", upgrade_program(UPGRADE_UNFIT("refuses")));
	keeper_signal(server, SIGCONT);
	upgrade_expect(control, "err ...");
	hear_it(server, ali, "after one that is refused");
	say_it(server, ali, other);
	control =
	    upgrade_ask(server, "upgrade %s", upgrade_program(UPGRADE_THIS));
	keeper_signal(server, SIGCONT);
	upgrade_expect(control, "ok ...");
	hear_it(server, ali, "after one that has taken over");
	server_stop(server);
	return tap_done();
}
