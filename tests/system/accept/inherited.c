/*
 * LISTEN_FDS: the server listens on sockets that systemd has opened instead of
 * the default port; clients wait there during a restart, a UNIX socket's file
 * is left alone, and they stay whatever the configuration says. They are for
 * proxies if their name or a listen line for their own address says so. An
 * upgrade keeps them. Sockets of another kind are refused.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/systemd.h"
#include "tests/lib/upgrade.h"

#define HEADER "PROXY TCP4 192.0.2.7 192.0.2.1 40312 1234\r\n"

/* Whether a client that comes without a proxy is let in. */
static void
expect_kind(const char *address, bool proxy, const char *what)
{
	struct conn *javad = conn_open_at(address);

	conn_say(javad, "%sjavad", proxy ? HEADER : "");
	conn_expect(javad, "ok name javad");
	conn_quit(javad);
	PASS("%s: it is %s", what, proxy ? "for proxies" : "for clients");
}

static void
test_restart(int socket, const char *address)
{
	const struct setup setup = { .sockets = { socket } };
	struct server *server = server_start(&setup);
	struct conn *ali;

	TAP_OK(
	    server->addresses == 1 && strcmp(server->address[0], address) == 0,
	    "it listens on %s alone", address);
	server_stop(server);
	for (int i = 0; i < 2; i++) {
		ali = conn_open_at(address);
		conn_say(ali, "ali");
		server = server_start(&setup);
		conn_expect(ali, "ok name ali");
		conn_close(ali);
		server_signal(server, i == 0 ? SIGKILL : SIGTERM);
		(void)server_status(server);
	}
	PASS("who came meanwhile was waiting, and is served");
}

/* The configuration may name the inherited address, or a similar one. */
static void
test_configured(int socket, const char *address)
{
	char config[ADDR_TEXT + 64];

	(void)snprintf(config, sizeof(config),
	    "listen %s\nlisten 127.0.0.1:0 proxy\n", strchr(address, ':') + 1);
	struct server *server = server_start(
	    &(struct setup) { .config = config, .sockets = { socket } });
	TAP_OK(
	    server->addresses == 2 && strcmp(server->address[0], address) == 0,
	    "its address is not opened again, another one is");
	expect_kind(address, false, "beside an address for proxies");
	(void)snprintf(config, sizeof(config), "listen %s proxy\n", address);
	server_reload(server, config);
	expect_kind(address, true, "with its own address marked");
	server_reload(server, "listen 127.0.0.1:0\n");
	expect_kind(address, false, "and no more; it stays");
	server_stop(server);
}

static void
test_path(int socket, const char *address)
{
	char path[SCRATCH_PATH], text[ADDR_TEXT];
	struct stat info;

	scratch_path(path, "socket");
	int unix_socket = systemd_socket(path, text);
	MUST(chmod(path, 0600) == 0, "cannot change the mode of %s", path);
	struct server *server = server_start(&(struct setup) {
	    .sockets = { unix_socket, socket }, .socket_names = "chat:proxy" });
	TAP_OK(server->addresses == 2 && strcmp(server->address[0], path) == 0,
	    "it is known by its path");
	expect_kind(path, false, "a UNIX socket");
	expect_kind(address, true, "a socket of the name proxy");
	server_stop(server);
	TAP_OK(stat(path, &info) == 0 && (info.st_mode & 07777) == 0600,
	    "the file is left as it was");
	io_close(&unix_socket);
}

/* What is no socket, or does not listen. */
static void
test_refused(int socket_good)
{
	int datagrams = socket(AF_INET, SOCK_DGRAM, 0);
	int mute = socket(AF_INET, SOCK_STREAM, 0);

	server_refuses(
	    (&(struct setup) { .sockets = { socket_good, datagrams } }), 78,
	    "forkcastd: cannot listen on inherited descriptor 4 "
	    "(LISTEN_FDS): not a stream socket; ...");
	server_refuses((&(struct setup) { .sockets = { mute } }), 78,
	    "forkcastd: cannot listen on inherited descriptor 3 "
	    "(LISTEN_FDS): not a listening socket; ...");
	io_close(&datagrams);
	io_close(&mute);
}

/* The program after an upgrade knows, too, that they are not its own. */
static void
test_upgrade(int socket, const char *address)
{
	struct server *server =
	    server_start(&(struct setup) { .sockets = { socket } });

	upgrade_to(server, UPGRADE_THIS);
	server_reload(server, "listen 127.0.0.1:0\n");
	expect_kind(address, false, "after an upgrade and a reload");
	server_stop(server);
}

int
main(void)
{
	char address[ADDR_TEXT];
	int socket = systemd_socket("127.0.0.1:0", address);

	test_restart(socket, address);
	test_configured(socket, address);
	test_path(socket, address);
	test_upgrade(socket, address);
	test_refused(socket);
	io_close(&socket);
	return tap_done();
}
