/*
 * LISTEN_FDS: the server listens on a port that systemd has opened instead of
 * the default port; its clients wait there during a restart, and it stays
 * whatever the configuration says.
 */
#include <signal.h>
#include <stdio.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/systemd.h"

static void
test_restart(const struct setup *setup, const char *address)
{
	struct server *server = server_start(setup);

	TAP_OK(
	    server->addresses == 1 && strcmp(server->address[0], address) == 0,
	    "it listens on %s alone", address);
	struct conn *javad = conn_named(server, "javad");
	server_signal(server, SIGTERM);
	conn_expect(javad, "bye shutdown ...");
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "it stops");
	struct conn *ali = conn_open_at(address);
	conn_say(ali, "ali");
	server = server_start(setup);
	conn_expect(ali, "ok name ali");
	PASS("who came meanwhile was waiting, and is served");
	conn_close(ali);
	server_signal(server, SIGKILL);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
	ali = conn_open_at(address);
	conn_say(ali, "ali");
	server = server_start(setup);
	conn_expect(ali, "ok name ali");
	PASS("likewise when the server was killed");
	server_stop(server);
}

/*
 * Tests the addresses in the configuration, which may include the inherited
 * one.
 */
static void
test_configured(int socket, const char *address)
{
	char config[ADDR_TEXT + 64];

	(void)snprintf(config, sizeof(config),
	    "listen %s\nlisten 127.0.0.1:0\n", strchr(address, ':') + 1);
	struct server *server = server_start(
	    &(struct setup) { .config = config, .sockets = { socket } });
	TAP_OK(
	    server->addresses == 2 && strcmp(server->address[0], address) == 0,
	    "its address is not opened again, another one is");
	conn_close(conn_open_at(server->address[1]));
	(void)snprintf(config, sizeof(config), "listen %s\n", address);
	server_configure(server, config);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	struct conn *javad = conn_open_at(address);
	conn_ask(javad, "javad", "ok name javad");
	PASS("it stays when the others go");
	server_stop(server);
}

int
main(void)
{
	char address[ADDR_TEXT];
	int socket = systemd_socket("127.0.0.1:0", address);

	test_restart(&(struct setup) { .sockets = { socket } }, address);
	test_configured(socket, address);
	io_close(&socket);
	return tap_done();
}
