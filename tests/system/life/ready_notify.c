/*
 * With NOTIFY_SOCKET, the server sends READY=1 when it is ready.
 */
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/systemd.h"

static void
refuses(const char *socket, const char *why)
{
	MUST(setenv("NOTIFY_SOCKET", socket, 1) == 0, "out of memory");
	server_refuses(NULL, 71,
	    "forkcastd: cannot notify NOTIFY_SOCKET %s: %s", socket, why);
	PASS("%s: %s", socket, why);
}

int
main(void)
{
	systemd_listen_for_words();
	struct server *server = server_start(NULL);
	const char *message = systemd_message();
	TAP_OK(systemd_says(message, "READY=1"), "READY=1 is sent");
	server_stop(server);
	refuses("/nonexistent/socket", "No such file or directory");
	refuses("vsock:2:1", "Address family not supported by protocol");
	return tap_done();
}
