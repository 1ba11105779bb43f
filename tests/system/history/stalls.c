/*
 * A journal that makes no progress for stall_time is killed, and the next one
 * gets what it has not stored; meanwhile check is critical, and the chat goes
 * on. A server that stops while its journal hangs says what is lost, and does
 * not wait for it for long.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/journal.h"
#include "tests/lib/shell.h"

/* No other time is over with one of them; a journal has history_sync, too. */
#define TIMES "hold_time 60\nstall_time 3599\nhistory_sync 1\ngrace 86400\n"
#define STALL (3600 * SEC)
#define GRACE (86400 * SEC)

/* A journal that was killed comes again, and the scoreboard shows it. */
#define SOON SEC

static struct server *
start(const char *more)
{
	static char text[4 * SCRATCH_PATH];

	(void)snprintf(text, sizeof(text), "%s" TIMES "%s", journal_config(),
	    more); /* fits */
	return server_start(&(struct setup) { .config = text, .paced = true });
}

static void
is_killed(void)
{
	struct server *server = start("");
	struct conn *ali = conn_member(server, "ali", "tea");
	const pid_t journal = journal_find(server);

	server_pace(server, SOON);
	shell_set_number("SERVER", server->was);
	shell_check_shows("OK", 0, "");
	journal_signal(server, SIGSTOP);
	conn_ask(ali, "send tea hi", "msg * tea ali hi");
	PASS("while the journal hangs, the chat goes on");
	/* It may not have stored yet that ali came, a moment before. */
	server_pace(server, STALL - 2 * SOON);
	conn_ask(ali, "ping", "ok ping");
	TAP_NUM(server_logged(server, "journal: ..."), 0, "it has its time");
	server_pace(server, 2 * SOON);
	server_expect(server, "journal: no progress for 3600 s; killing it");
	server_expect(server, "journal: pid * ended, signal 9; restarting ...");
	server_pace(server, SOON);
	(void)journal_expect_other(server, journal);
	server_expect(server, "journal: replies again");
	server_pace(server, SOON);
	shell_check_shows("OK", 0, "");
	PASS("it is killed, and another one comes");
	journal_signal(server, SIGSTOP);
	conn_ask(ali, "ping", "ok ping");
	journal_signal(server, SIGCONT);
	server_stop(server);
	TAP_NUM(
	    (long)server_logged(server, "history: ..."), 0, "nothing is lost");
}

static void
says_what_is_lost(void)
{
	struct server *server = start("stall_time 172800\n");
	struct conn *ali = conn_member(server, "ali", "tea");

	journal_signal(server, SIGSTOP);
	conn_ask(ali, "send tea hi", "msg * tea ali hi");
	conn_close(ali);
	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	server_await_rest();
	server_pace(server, GRACE - 1);
	MUST(server->pid != 0, "it does not wait");
	server_pace(server, GRACE);
	TAP_NUM(server_status(server), 0, "a stop waits for the grace");
	TAP_OK(server_logged(server, "history: * records not stored") == 1,
	    "and says what is lost");
}

/* The second signal. */
static void
ends_at_once(void)
{
	struct server *server = start("");
	struct conn *ali = conn_member(server, "ali", "tea");

	journal_signal(server, SIGSTOP);
	conn_ask(ali, "send tea hi", "msg * tea ali hi");
	conn_close(ali);
	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	server_signal(server, SIGTERM);
	TAP_NUM(server_status(server), 0, "a second signal waits for nobody");
	TAP_OK(server_logged(server, "history: * records not stored") == 1,
	    "and says it as well");
}

int
main(void)
{
	is_killed();
	says_what_is_lost();
	ends_at_once();
	return tap_done();
}
