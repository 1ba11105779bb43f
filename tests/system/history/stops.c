/*
 * A server that stops has its journal store what waits, or the next journal if
 * that one is killed; for one that hangs it waits for grace, and after a second
 * signal for nobody, and says what is lost.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/journal.h"
#include "tests/lib/tap.h"

#define GRACE (86400 * SEC)
#define MESSAGES 50

/* With a client, and a journal that hangs while so many messages are said. */
static struct server *
start(const char *stall, unsigned messages, bool paced)
{
	static char config[4 * SCRATCH_PATH];
	struct server *server;
	struct conn *ali;

	(void)snprintf(config, sizeof(config),
	    "%sgrace 86400\nhistory_sync 1\nstall_time %s\n", journal_config(),
	    stall); /* fits */
	server =
	    server_start(&(struct setup) { .config = config, .paced = paced });
	ali = conn_member(server, "ali", "tea");
	journal_signal(server, SIGSTOP);
	for (unsigned i = 0; i < messages; i++) {
		conn_say(ali, "send tea %u", i);
		conn_expect(ali, "msg * tea ali %u", i);
	}
	conn_close(ali);
	return server;
}

static void
says_what_is_lost(void)
{
	struct server *server = start("172800", 1, true);

	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	server_await_rest();
	server_pace(server, GRACE - 1);
	MUST(server->pid != 0, "it does not wait");
	server_pace(server, GRACE);
	TAP_NUM(server_status(server), 0, "a stop waits for the grace");
	TAP_NUM((long)server_logged(server, "history: * records not stored"), 1,
	    "and says what is lost");
}

static void
ends_at_once(void)
{
	struct server *server = start("3599", 1, true);

	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	server_signal(server, SIGTERM);
	TAP_NUM(server_status(server), 0, "a second signal waits for nobody");
	TAP_NUM((long)server_logged(server, "history: * records not stored"), 1,
	    "and says it as well");
}

/* The journal is killed when it is to end. */
static void
stores(void)
{
	struct server *server = start("172800", MESSAGES, false);
	const pid_t journal = journal_find(server);
	struct conn *bo;

	server_signal(server, SIGTERM);
	server_expect(server, "ended: ali ...");
	(void)kill(journal, SIGKILL);
	TAP_NUM(server_status(server), 0, "a server stops");
	server = start("172800", 0, false);
	journal_signal(server, SIGCONT);
	bo = conn_member(server, "bo", "tea");
	conn_say(bo, "history tea said last 1000");
	for (unsigned i = 0; i < MESSAGES; i++)
		conn_expect(bo, "past msg * tea ali %u", i);
	conn_expect(bo, "ok history tea %u *", MESSAGES);
	PASS("and all is stored, although its journal was killed");
	server_stop(server);
}

int
main(void)
{
	stores();
	says_what_is_lost();
	ends_at_once();
	return tap_done();
}
