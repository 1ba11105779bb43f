/*
 * LISTEN_FDS: the server knows an inherited UNIX socket by its path and leaves
 * its file alone; sockets of all kinds work together, and one is for proxies by
 * its name.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/systemd.h"

static mode_t
mode_of(const char *path)
{
	struct stat info;

	MUST(stat(path, &info) == 0, "there is no %s", path);
	return info.st_mode & 07777;
}

int
main(void)
{
	char path[SCRATCH_PATH], text[2][ADDR_TEXT];

	scratch_path(path, "socket");
	int unix_socket = systemd_socket(path, text[0]);
	int proxies = systemd_socket("127.0.0.1:0", text[1]);
	MUST(chmod(path, 0600) == 0, "cannot change the mode of %s", path);
	struct server *server =
	    server_start(&(struct setup) { .sockets = { unix_socket, proxies },
		.socket_names = "chat:proxy" });
	TAP_OK(server->addresses == 2 && strcmp(server->address[0], path) == 0,
	    "it is known by its path");
	(void)conn_named(server, "javad");
	PASS("somebody comes in there");
	struct conn *rude = conn_open_at(text[1]);
	conn_say(rude, "ali");
	server_expect(server, "proxy: * sent no PROXY ...");
	struct conn *polite = conn_open_at(text[1]);
	conn_say(polite, "PROXY TCP4 192.0.2.7 192.0.2.8 1 2\r\nali");
	conn_expect(polite, "ok name ali");
	PASS("a socket of the name proxy is for proxies");
	server_stop(server);
	TAP_OK(access(path, F_OK) == 0 && mode_of(path) == 0600,
	    "the file is left as it was");
	io_close(&unix_socket);
	io_close(&proxies);
	return tap_done();
}
