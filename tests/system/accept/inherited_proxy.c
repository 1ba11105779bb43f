/*
 * Inherited sockets are for proxies if their name or a listen line for their
 * own address says so, but not because of a line for a similar address.
 */
#include <signal.h>
#include <stdio.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/systemd.h"

#define HEADER "PROXY TCP4 192.0.2.7 192.0.2.1 40312 1234\r\n"

/* Checks whether a client that comes without a proxy is let in. */
static void
expect_kind(const char *address, bool proxy, const char *what)
{
	struct conn *javad = conn_open_at(address);

	if (proxy)
		conn_say(javad, HEADER "javad");
	else
		conn_say(javad, "javad");
	conn_expect(javad, "ok name javad");
	conn_ask(javad, "quit", "bye quit ...");
	conn_expect_end(javad);
	conn_close(javad);
	PASS("%s: it is %s", what, proxy ? "for proxies" : "for clients");
}

static void
reload(struct server *server, const char *config)
{
	server_configure(server, config);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
}

static void
test_unnamed(int socket, const char *address)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "listen 127.0.0.1:0 proxy\n", .sockets = { socket } });
	char config[ADDR_TEXT + 64];

	expect_kind(address, false, "beside an address for proxies");
	reload(server, "listen 127.0.0.1:0 proxy\nmax_clients 5\n");
	expect_kind(address, false, "the same after a reload");
	(void)snprintf(config, sizeof(config),
	    "listen %s proxy\nlisten 127.0.0.1:0\n", address);
	reload(server, config);
	expect_kind(address, true, "with its own address marked");
	reload(server, "listen 127.0.0.1:0\n");
	expect_kind(address, false, "and no more");
	server_stop(server);
}

static void
test_named(int socket, const char *address)
{
	char config[ADDR_TEXT + 64];

	(void)snprintf(
	    config, sizeof(config), "listen %s\nlisten 127.0.0.1:0\n", address);
	struct server *server = server_start(&(struct setup) {
	    .config = config, .sockets = { socket }, .socket_names = "proxy" });
	expect_kind(address, true, "the supervisor calls it proxy");
	server_stop(server);
}

int
main(void)
{
	char address[ADDR_TEXT];
	int socket = systemd_socket("127.0.0.1:0", address);

	test_unnamed(socket, address);
	test_named(socket, address);
	io_close(&socket);
	return tap_done();
}
