/*
 * A running server keeps all accounts where they are, whatever a reload or an
 * upgrade finds in the configuration.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

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

/* Whatever the configuration says, the accounts stay where they are. */
static void
stays(const char *was, const char *becomes)
{
	struct server *server = start(was);

	if (was[0] == '\0')
		keeper_add(server, "ali");
	has_ali(server);
	reload(server, becomes, "reload: restart the server to change state");
	has_ali(server);
	upgrade_to(server, UPGRADE_LATER);
	has_ali(server);
	server_stop(server);
	PASS("\"%s\" stays for \"%s\"", was, becomes);
}

/* Whose accounts were turned off has not forgotten them. */
static void
forgets_none(void)
{
	struct server *server = start(state);
	pid_t keeper;

	has_ali(server);
	keeper = keeper_find(server);
	MUST(kill(keeper, SIGSTOP) == 0, "it cannot be stopped");
	server_configure(server, LISTEN "accounts no\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	reload(server, state, "reload: done");
	MUST(kill(keeper, SIGCONT) == 0, "it has not waited");
	has_ali(server);
	server_stop(server);
	PASS("nor does it begin anew when accounts were off meanwhile");
}

int
main(void)
{
	struct server *server;

	(void)keeper_config();
	scratch_path(state, "state");
	scratch_path(other, "other");
	MUST(mkdir(other, 0700) == 0, "no directory");
	keeper_give_path(other);
	server = start(state);
	keeper_add(server, "ali");
	server_stop(server);
	stays("", state);
	stays(state, other);
	stays(state, "");
	forgets_none();
	return tap_done();
}
