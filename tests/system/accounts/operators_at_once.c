/*
 * Operators can ask the keeper several things at once: every ban is saved, or
 * saved later while check is critical; an interrupted command disturbs nobody,
 * and the log shows what it has changed.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -p $SERVER "

/* Until the keeper's file has that. */
static void
await_text(const char *text)
{
	const usec until = deadline();

	while (strstr(keeper_text(), text) == NULL)
		MUST(deadline_pause(until), "\"%s\" is never kept", text);
}

/* As many as there are connections at once. */
static void
many_bans(struct server *server)
{
	keeper_signal(server, SIGSTOP);
	struct shell *shell = shell_start(
	    "1", "for N in 1 2 3 4 5 6; do " CTL "ban 10.0.0.$N & done; wait");
	for (int i = 0; i < 6; i++)
		server_expect(server, "control: uid *: ban 10.0.0.*");
	keeper_signal(server, SIGCONT);
	TAP_NUM(shell_status(shell), 0, "all are done");
	for (int i = 1; i <= 6; i++) {
		char line[32];
		(void)snprintf(line, sizeof(line), "\nban 10.0.0.%d ", i);
		await_text(line);
	}
}

static void
later(struct server *server)
{
	keeper_block(true);
	shell_run(
	    CTL "ban 10.1.1.1 -t 1d", 0, "0 clients kicked by the ban\n", "");
	server_expect(server, "keeper: cannot write: the file ...");
	shell_check_shows("CRITICAL", 2, "; cannot save the accounts");
	keeper_block(false);
	await_text("\nban 10.1.1.1 ");
	shell_check_shows("OK", 0, "");
	PASS("it is tried again");
}

/* The keeper was asked, and its asker is gone. */
static void
interrupted(struct server *server)
{
	struct conn *control = conn_open_at(server->control);

	keeper_signal(server, SIGSTOP);
	conn_ask(control, "ping\naccounts add evil pw", "ok ping");
	conn_close(control);
	struct shell *shell = shell_start("1",
	    "for N in 1 2 3 4 5 6 7; do echo pw | " CTL
	    "accounts add n$N & done; wait");
	keeper_signal(server, SIGCONT);
	server_expect(server, "control: uid *: accounts add evil");
	PASS("it is logged, though nobody waits for it");
	TAP_NUM(shell_status(shell), 0, "the others are answered");
	shell_run(CTL "accounts list | wc -l", 0, "8\n", "");
	TAP_OK(strstr(server_log(server), "accounts add n7") != NULL,
	    "and logged");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = keeper_config() });
	struct conn *ali = conn_named(server, "ali");

	conn_ask(ali, "can", "ok can ...");
	shell_set_number("SERVER", server->was);
	many_bans(server);
	later(server);
	interrupted(server);
	server_stop(server);
	return tap_done();
}
