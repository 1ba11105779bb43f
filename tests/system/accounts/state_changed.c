/*
 * A running server refuses a reload or an upgrade that adds, removes or changes
 * state, and keeps all accounts; it accepts another path of the same directory,
 * and a first state while nothing is stored in memory.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"

#define LISTEN "listen 127.0.0.1:0\n"

static char state[SCRATCH_PATH], other[SCRATCH_PATH];

static const char *
with(const char *directory)
{
	static char text[512];

	(void)snprintf(text, sizeof(text), LISTEN KEEPER_QUICK "%s%s\n",
	    directory[0] != '\0' ? "state " : "", directory);
	return text;
}

static struct server *
start(const char *directory)
{
	return server_start(&(struct setup) {
	    .config = with(directory), .file_listens = true });
}

static void
reload(struct server *server, const char *directory, const char *says)
{
	server_configure(server, with(directory));
	server_signal(server, SIGHUP);
	server_expect(server, "%s", says);
}

static void
has_ali(struct server *server)
{
	struct conn *conn = conn_open(server);

	conn_ask(conn, "name ali", "err name name-taken ...");
	conn_ask(conn, "login nobody pw", "err login not-allowed ...");
	conn_ask(conn, "name ali", "err name name-taken ...");
	conn_ask(conn, "login ali pw", "ok login ali");
	conn_close(conn);
}

static void
is_refused(struct server *server, const char *directory, const char *says)
{
	char line[256];

	(void)snprintf(line, sizeof(line), "reload: refused: %s", says);
	reload(server, directory, line);
	has_ali(server);
	upgrade_fails(server, upgrade_program(UPGRADE_LATER), says);
	has_ali(server);
	PASS("%s", says);
}

static void
adds_none(void)
{
	struct server *server = start("");

	keeper_add(server, "ali");
	is_refused(server, state,
	    "state */state: cannot be added while the server runs: the "
	    "accounts are in memory ...");
	reload(server, "", "reload: done");
	has_ali(server);
	server_stop(server);
}

static void
adds_first(void)
{
	struct server *server = start("");

	reload(server, state, "reload: done");
	keeper_add(server, "ali");
	has_ali(server);
	server_stop(server);
	PASS("where nothing is kept yet, a directory can be added");
}

static void
keeps_its_own(void)
{
	struct server *server = start(state);

	has_ali(server);
	is_refused(server, other,
	    "state */other: cannot be changed while the server runs: the "
	    "accounts and the history are in */state; ...");
	is_refused(server, "",
	    "state: cannot be removed while the server runs: the accounts are "
	    "in */state; ...");
	server_stop(server);
}

/* Moved, as a whole, and said so. */
static void
follows(void)
{
	struct server *server = start(state);

	has_ali(server);
	MUST(rmdir(other) == 0 && rename(state, other) == 0,
	    "it cannot be moved: %s", strerror(errno));
	reload(server, other, "reload: done");
	has_ali(server);
	keeper_add(server, "eve");
	upgrade_to(server, UPGRADE_LATER);
	keeper_add(server, "leo");
	server_stop(server);
	server = start(other);
	has_ali(server);
	conn_close(keeper_come(server, "eve"));
	conn_close(keeper_come(server, "leo"));
	server_stop(server);
	PASS("the same directory by another path is the same");
}

/* Whose accounts were turned off has not forgotten them. */
static void
forgets_none(void)
{
	struct server *server = start(other);

	has_ali(server);
	server_configure(server, LISTEN "accounts no\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	(void)keeper_config(); /* an empty one */
	reload(server, state,
	    "reload: refused: state */state: the file accounts is gone; ...");
	reload(server, other, "reload: done");
	has_ali(server);
	server_stop(server);
	PASS("nor does it begin anew when accounts were off meanwhile");
}

/* The old keeper has the directory for as long as it takes to end. */
static void
waits_for_its_own(void)
{
	struct server *server = start(other);
	pid_t keeper;

	has_ali(server);
	keeper = keeper_find(server);
	MUST(kill(keeper, SIGSTOP) == 0, "it cannot be stopped");
	server_configure(server, LISTEN "accounts no\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	reload(server, other, "reload: done");
	MUST(kill(keeper, SIGCONT) == 0, "it has not waited");
	has_ali(server);
	server_stop(server);
	PASS("and it takes its directory back before the old keeper has ended");
}

int
main(void)
{
	(void)keeper_config();
	scratch_path(state, "state");
	scratch_path(other, "other");
	MUST(rename(state, other) == 0, "no directory");
	(void)keeper_config();
	adds_none();
	adds_first();
	keeps_its_own();
	follows();
	forgets_none();
	waits_for_its_own();
	return tap_done();
}
