/*
 * While the history cannot be written, the chat goes on, what was written
 * before can be read, sync is refused, the log says why, and check is critical;
 * when there is room again, everything is written, and a server that stops
 * before that says how much is lost.
 */
#define _GNU_SOURCE /* prlimit */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"
#include "tests/lib/shell.h"

/* No file of the journal can be larger. */
#define FULL 4000

/* More messages than fit. */
#define MANY 100

static struct server *
start(void)
{
	static char config[4 * SCRATCH_PATH];

	(void)snprintf(config, sizeof(config),
	    "%shold_time 600\nstall_time 600\n", journal_config()); /* fits */
	return server_start(
	    &(struct setup) { .config = config, .stays = true });
}

/* Lets the journal's files grow up to that. */
static void
limit_process(pid_t pid, rlim_t most)
{
	const struct rlimit limits = { most, RLIM_INFINITY };

	MUST(prlimit(pid, RLIMIT_FSIZE, &limits, NULL) == 0, "no limit");
}

static void
limit(const struct server *server, rlim_t most)
{
	limit_process(journal_find(server), most);
}

/* Returns how many messages the history has. */
static unsigned
count(struct conn *conn)
{
	unsigned found = 0;

	conn_say(conn, "history tea last 1000");
	for (;;) {
		const struct str line = conn_line(conn);
		if (pattern_matches("ok history ...", line))
			return found;
		found += pattern_matches("past msg * tea ali *", line);
	}
}

/* An IRC client gets the lines that were written. */
static void
reads(const struct server *server)
{
	struct conn *bo = conn_open(server);

	conn_say(bo, "CAP REQ :draft/chathistory batch server-time\r");
	conn_say(bo, "NICK bo\r\nUSER bo 0 * :bo\r\nCAP END\r");
	conn_say(bo, "JOIN #tea\r\nCHATHISTORY LATEST #tea * 100\r");
	conn_wait_for(bo, "* * PRIVMSG #tea :0\r");
	conn_wait_for(bo, "* * PRIVMSG #tea :1\r");
	PASS("what was written can be read");
	conn_close(bo);
}

static void
goes_on(void)
{
	struct server *server = start();
	struct conn *ali = conn_member(server, "ali", "tea");
	char wanted[64];

	shell_set_number("SERVER", server->was);
	limit(server, FULL);
	for (unsigned i = 0; i < MANY; i++) {
		(void)snprintf(
		    wanted, sizeof(wanted), "msg * tea ali %u", i); /* fits */
		conn_say(ali, "send tea %u", i);
		conn_expect(ali, "%s", wanted);
	}
	server_expect(server, "journal: cannot write: File too large");
	shell_check_shows("CRITICAL", 2, "; cannot write the history");
	PASS("the chat goes on, and the operator knows");
	conn_ask(ali, "sync", "err sync unavailable ...");
	conn_ask(ali, "send tea more", "msg * tea ali more");
	reads(server);
	limit(server, RLIM_INFINITY);
	server_expect(server, "journal: writes again");
	shell_check_shows("OK", 0, "");
	TAP_NUM(count(ali), MANY + 1, "with room everything is written");
	limit(server, FULL);
	conn_ask(ali, "send tea killed", "msg * tea ali killed");
	server_expect(server, "journal: cannot write: File too large");
	shell_check_shows("CRITICAL", 2, "; cannot write the history");
	journal_signal(server, SIGKILL);
	server_expect(server, "journal: pid * ended, signal 9; ...");
	TAP_NUM(count(ali), MANY + 2, "or by the next journal");
	shell_check_shows("OK", 0, "");
	limit(server, FULL);
	limit_process(server->was, FULL); /* for other journals, too */
	conn_ask(ali, "send tea lost", "msg * tea ali lost");
	server_expect(server, "journal: cannot write: File too large");
	conn_close(ali);
	server_stop(server);
	TAP_NUM((long)server_logged(server, "history: * records not stored"), 1,
	    "a stop says what is lost");
}

int
main(void)
{
	goes_on();
	return tap_done();
}
