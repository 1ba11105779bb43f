/*
 * With NOTIFY_SOCKET the server sends READY=1 when it is ready, and STOPPING=1
 * as soon as it is told to stop, also after an upgrade.
 */
#include <signal.h>
#include <stdlib.h>

#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/systemd.h"
#include "tests/lib/upgrade.h"

static void
test_words(void)
{
	char address[ADDR_TEXT];
	int socket = systemd_socket("127.0.0.1:0", address);
	struct server *server =
	    server_start(&(struct setup) { .sockets = { socket } });

	systemd_expect("READY=1");
	struct conn *javad = conn_named(server, "javad");
	upgrade_to(server, UPGRADE_LATER);
	struct conn *ali = conn_open_at(address);
	conn_ask(ali, "ali", "ok name ali");
	conn_close(ali);
	PASS("the next program has the same socket");
	server_signal(server, SIGTERM);
	systemd_expect("STOPPING=1");
	conn_wait_for(javad, "bye shutdown ...");
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "it tells that it stops");
	io_close(&socket);
}

int
main(void)
{
	systemd_listen_for_words();
	test_words();
	MUST(setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1) == 0,
	    "out of memory");
	server_refuses(NULL, 71,
	    "forkcastd: cannot notify NOTIFY_SOCKET /nonexistent/socket: No "
	    "such file or directory");
#ifdef __linux__
	MUST(setenv("NOTIFY_SOCKET", "@nobody-is-here", 1) == 0,
	    "out of memory");
	server_refuses(NULL, 71,
	    "forkcastd: cannot notify NOTIFY_SOCKET @nobody-is-here: "
	    "Connection refused");
#endif
	PASS("what cannot be is refused");
	return tap_done();
}
