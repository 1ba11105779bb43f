/*
 * The flag h belongs to an account: it is in force for all its clients, on IRC
 * too, and outlasts connections, a new secret, an upgrade and the server. Who
 * is not logged in cannot set it. A program that does not know it can take
 * over.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"

static bool
is_in_file(void)
{
	const char *last = NULL;
	const char *at = keeper_text();

	while ((at = strstr(at, "account ")) != NULL)
		last = at++;
	return last != NULL && strstr(last, " h\n") != NULL;
}

static void
is_set(struct server *server, struct conn *ali)
{
	struct conn *eve = conn_named(server, "eve");
	struct conn *irc = conn_open(server);

	conn_ask(eve, "flag +h", "err flag not-allowed not logged in...");
	conn_ask(eve, "flag -h", "err flag not-allowed not logged in...");
	PASS("without an account there is none");
	TAP_OK(!is_in_file(), "an account has none at first");
	conn_ask(ali, "flag", "ok flag -");
	conn_ask(ali, "flag -h", "ok flag -");
	conn_ask(ali, "flag +h", "ok flag h");
	TAP_OK(is_in_file(), "when it is answered it is kept");
	conn_ask(ali, "flag +h", "ok flag h");
	conn_ask(ali, "flag +B", "ok flag Bh");
	conn_ask(ali, "flag -B", "ok flag h");
	conn_ask(eve, "login ali pw", "ok login ali");
	conn_ask(eve, "flag", "ok flag h");
	conn_ask(eve, "logout", "ok logout");
	conn_ask(eve, "flag", "ok flag -");
	PASS("all clients of the account have it, while they are logged in");
	conn_say(irc, "PASS ali:pw\r\nNICK al\r\nUSER al 0 * :al\r\nMODE al\r");
	conn_wait_for(irc, ":* 221 al +h\r");
	conn_say(irc, "MODE al -h\r\nMODE al\r");
	conn_wait_for(irc, ":al MODE al -h\r");
	conn_wait_for(irc, ":* 221 al +\r");
	conn_ask(ali, "flag", "ok flag -");
	TAP_OK(!is_in_file(), "an IRC client can clear it");
	conn_say(irc, "MODE al +h\r");
	conn_wait_for(irc, ":al MODE al +h\r");
	PASS("and set it");
	conn_quit(eve);
	conn_close(irc);
}

static void
is_refused(struct server *server, struct conn *ali)
{
	keeper_block(true);
	conn_ask(ali, "flag -h", "err flag unavailable ...");
	conn_ask(ali, "flag", "ok flag h");
	PASS("what cannot be kept is refused");
	keeper_block(false);
	keeper_signal(server, SIGKILL);
	server_expect(server, "keeper: pid * ended, signal 9; ...");
	(void)keeper_find(server);
	conn_ask(ali, "flag -h", "ok flag -");
	conn_ask(ali, "flag +h", "ok flag h");
	PASS("the next keeper keeps it");
}

static void
outlasts(struct server *server, struct conn *ali)
{
	upgrade_to(server, UPGRADE_LATER);
	conn_ask(ali, "flag", "ok flag h");
	TAP_OK(is_in_file(), "after an upgrade it is there");
}

int
main(void)
{
	const struct setup setup = { .config = keeper_config() };
	struct server *server = server_start(&setup);
	struct conn *ali;

	keeper_add(server, "ali");
	ali = keeper_come(server, "ali");
	is_set(server, ali);
	is_refused(server, ali);
	conn_quit(ali);
	server_stop(server);
	server = server_start(&setup);
	ali = keeper_come(server, "ali");
	conn_ask(ali, "flag", "ok flag h");
	PASS("the next server has it");
	outlasts(server, ali);
	server_stop(server);
	return tap_done();
}
