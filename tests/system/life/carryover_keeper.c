/*
 * A keeper that is killed before or during the stop costs nothing: the next one
 * saves the boxes and tables. One that hangs does not keep the server from
 * stopping, and neither does a second signal, which waits for nobody. Keys that
 * a reload adds and removes count at the stop.
 */
#include <signal.h>

#include "tests/lib/carryover.h"

#define SAVED "carryover: saved 1 items and 0 rows"
#define LOADED "carryover: loaded 1 items and 0 rows"

static struct server *
start(const char *keys)
{
	struct server *server =
	    server_start(&(struct setup) { .config = carryover_config(keys) });
	struct conn *ann = conn_member(server, "ann", "jobs");

	if (server_logged(server, LOADED) == 0)
		conn_ask(ann, "post jobs a", "ok post jobs *");
	conn_quit(ann);
	return server;
}

static void
is_saved(struct server *server, const char *when)
{
	TAP_NUM(server_status(server), 0, "it stops");
	TAP_OK(server_logged(server, SAVED) == 1, "%s", when);
}

static void
dies_before(void)
{
	struct server *server = start("box jobs\n");

	keeper_signal(server, SIGKILL);
	server_signal(server, SIGTERM);
	is_saved(server, "the keeper dies before the stop");
}

static void
dies_meanwhile(void)
{
	struct server *server = start("box jobs\ngrace 600\n");

	TAP_OK(server_logged(server, LOADED) == 1, "it was saved");
	keeper_signal(server, SIGSTOP);
	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	keeper_signal(server, SIGKILL);
	is_saved(server, "the keeper dies during the stop");
}

static void
hangs(void)
{
	struct server *server = start("box jobs\ngrace 0.5\n");

	TAP_OK(server_logged(server, LOADED) == 1, "it was saved");
	keeper_signal(server, SIGSTOP);
	server_stop(server);
	TAP_OK(server_logged(server,
		   "carryover: 1 items and 0 rows not saved: the keeper does "
		   "not reply") == 1,
	    "the keeper hangs");
}

static void
is_told_twice(void)
{
	struct server *server = start("box jobs\ngrace 600\n");

	TAP_OK(server_logged(server, LOADED) == 0, "it was not saved");
	keeper_signal(server, SIGSTOP);
	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	server_signal(server, SIGTERM);
	server_expect(server,
	    "carryover: 1 items and 0 rows not saved: the server was told to "
	    "stop at once");
	TAP_NUM(server_status(server), 0, "a second signal waits for nobody");
}

/* The second signal comes before the last client has gone. */
static void
is_told_twice_early(void)
{
	struct server *server = start("box jobs\ngrace 600\n");
	struct conn *ann = conn_member(server, "ann", "jobs");

	if (server_logged(server, LOADED) == 1)
		conn_ask(ann, "post jobs b", "ok post jobs *");
	MUST(kill(server_worker(server, "ann"), SIGSTOP) == 0, "no worker");
	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	server_signal(server, SIGTERM);
	TAP_NUM(server_status(server), 0, "it stops");
	TAP_OK(server_logged(server,
		   "carryover: * items and 0 rows not saved: the server was "
		   "told to stop at once") == 1,
	    "the log says what is lost");
}

static void
is_reloaded(void)
{
	struct server *server = start("group tea\n");

	server_reload(server, carryover_config("box jobs\nbox more\n"));
	server_stop(server);
	TAP_OK(
	    server_logged(server, "carryover: saved 0 items and 0 rows") == 1,
	    "a key that a reload adds counts");
	server = start("box jobs\nbox more\n");
	server_reload(server, carryover_config("box more\n"));
	server_stop(server);
	TAP_OK(
	    server_logged(server, "carryover: saved 0 items and 0 rows") == 1,
	    "and one that it removes does not");
}

int
main(void)
{
	dies_before();
	dies_meanwhile();
	hangs();
	is_told_twice();
	is_told_twice_early();
	is_reloaded();
	return tap_done();
}
