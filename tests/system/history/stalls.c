/*
 * A journal that makes no progress for stall_time is killed, and the next one
 * gets what it has not stored; meanwhile check is critical, and the chat goes
 * on, or with history_sync each is refused. A server that stops while its
 * journal hangs says what is lost, and does not wait for it for long.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/journal.h"
#include "tests/lib/shell.h"

#define QUICK "stall_time 1\nhold_time 4\ngrace 1\n"

static const char *
config_with(const char *more)
{
	static char text[4 * SCRATCH_PATH];

	(void)snprintf(text, sizeof(text), "%s" QUICK "%s", journal_config(),
	    more); /* fits */
	return text;
}

static void
is_killed(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = config_with("") });
	struct conn *ali = conn_member(server, "ali", "tea");
	const pid_t journal = journal_find(server);

	shell_set_number("SERVER", server->was);
	shell_check_shows("OK", 0, "");
	journal_signal(server, SIGSTOP);
	conn_ask(ali, "send tea hi", "msg * tea ali hi");
	PASS("while the journal hangs, the chat goes on");
	server_expect(server, "journal: no progress for * s; killing it");
	server_expect(server, "journal: pid * ended, signal 9; restarting ...");
	(void)journal_expect_other(server, journal);
	server_expect(server, "journal: replies again");
	shell_check_shows("OK", 0, "");
	PASS("it is killed, and another one comes");
	journal_signal(server, SIGSTOP);
	conn_ask(ali, "ping", "ok ping");
	journal_signal(server, SIGCONT);
	server_stop(server);
	TAP_NUM(
	    (long)server_logged(server, "history: ..."), 0, "nothing is lost");
}

/* Nobody may see what could be lost. */
static void
is_refused(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = config_with("history_sync each\nstall_time 600\n") });
	struct conn *ali = conn_member(server, "ali", "tea");

	conn_ask(ali, "send tea hi", "msg * tea ali hi");
	journal_signal(server, SIGSTOP);
	conn_ask(ali, "send tea lost", "err send unavailable ...");
	conn_ask(ali, "send tea lost", "err send unavailable ...");
	journal_signal(server, SIGCONT);
	PASS("with each, it is refused while the journal hangs");
	journal_signal(server, SIGKILL);
	(void)journal_find(server);
	do
		conn_say(ali, "send tea again");
	while (conn_line(ali).at[0] == 'e');
	PASS("with another one it is not");
	server_stop(server);
}

static void
says_what_is_lost(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = config_with("stall_time 600\n") });
	struct conn *ali = conn_member(server, "ali", "tea");

	journal_signal(server, SIGSTOP);
	conn_ask(ali, "send tea hi", "msg * tea ali hi");
	conn_close(ali);
	server_stop(server);
	TAP_OK(server_logged(server, "history: * records not stored") == 1,
	    "a stop says what is lost");
}

/* The second signal. */
static void
ends_at_once(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = config_with("stall_time 600\ngrace 600\n") });
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
	is_refused();
	says_what_is_lost();
	ends_at_once();
	return tap_done();
}
