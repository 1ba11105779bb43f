/*
 * can reports which account commands a client may use, depending on where it
 * comes from, and reports again when that changes, after an upgrade too.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/keeper.h"
#include "tests/lib/scratch.h"
#include "tests/lib/upgrade.h"

#define FROM "PROXY TCP4 192.0.2.7 192.0.2.1 40000 1234\r\n"

static void
reload(struct server *server, const char *config)
{
	server_configure(server, config);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
}

static void
test_places(const struct server *server)
{
	struct conn *near = conn_open(server);
	struct conn *far = conn_open_at(server->address[1]);
	struct conn *own = conn_open_at(server->address[2]);

	conn_ask(near, "can", "ok can plain scram-sha-256 register volatile");
	conn_send(far, FROM, sizeof(FROM) - 1);
	conn_ask(far, "can", "ok can scram-sha-256 volatile");
	conn_ask(own, "can",
	    "ok can plain scram-sha-256 external register volatile");
	PASS("before a name, and by where one comes from");
	conn_close(near);
	conn_close(far);
	conn_close(own);
}

static void
test_changes(struct server *server)
{
	struct conn *ali = conn_named(server, "ali");
	struct conn *bo = conn_named(server, "bo");

	conn_ask(ali, "can", "ok can plain scram-sha-256 register volatile");
	reload(server, KEEPER_QUICK "register before\n");
	conn_expect(ali, "can plain scram-sha-256 register enroll volatile");
	reload(server, KEEPER_QUICK "register no\n");
	conn_expect(ali, "can plain scram-sha-256 volatile");
	reload(server, "accounts no\n");
	conn_expect(ali, "can -");
	conn_ask(ali, "ping", "ok ping");
	conn_ask(bo, "ping", "ok ping");
	PASS("who has asked is told what it is now, and nobody else");
	upgrade_to(server, UPGRADE_LATER);
	reload(server, KEEPER_QUICK);
	conn_expect(ali, "can plain scram-sha-256 register volatile");
	conn_ask(bo, "ping", "ok ping");
	PASS("by the next program too");
	reload(server, KEEPER_QUICK);
	conn_ask(ali, "ping", "ok ping");
	PASS("and nothing where nothing has changed");
	upgrade_to(server, UPGRADE_THIS);
	conn_ask(ali, "register secret", "ok register ali");
	conn_ask(ali, "ping", "ok ping");
	PASS("nor as one keeper follows another");
}

/* Whether there is a history, and how much of it a client wants at a join. */
static void
test_history(void)
{
	const char *config = keeper_config();
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *cy = conn_named(server, "cy");
	char text[2 * SCRATCH_PATH];

	conn_ask(cy, "can", "ok can plain scram-sha-256 register");
	(void)snprintf(
	    text, sizeof(text), "%shistory all\n", config); /* fits */
	reload(server, text);
	conn_wait_for(cy, "can plain scram-sha-256 register history:50");
	(void)snprintf(text, sizeof(text), "%shistory all\nhistory_join 0\n",
	    config); /* fits */
	reload(server, text);
	conn_expect(cy, "can plain scram-sha-256 register history:0");
	reload(server, text);
	conn_ask(cy, "ping", "ok ping");
	upgrade_to(server, UPGRADE_THIS);
	reload(server, text);
	conn_ask(cy, "ping", "ok ping");
	reload(server, config);
	conn_expect(cy, "can plain scram-sha-256 register");
	PASS("and whether there is a history");
	server_stop(server);
}

int
main(void)
{
	char far_path[SCRATCH_PATH], own_path[SCRATCH_PATH];
	struct server *server;

	scratch_path(far_path, "far proxy");
	scratch_path(own_path, "own");
	server = server_start(
	    &(struct setup) { .config = KEEPER_QUICK "peer_names yes\n",
		.listen = { "127.0.0.1:0", far_path, own_path } });
	test_places(server);
	reload(server, KEEPER_QUICK);
	test_changes(server);
	server_stop(server);
	test_history();
	return tap_done();
}
