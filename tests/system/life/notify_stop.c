/* The server sends STOPPING=1 as soon as it is told to stop. */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/systemd.h"

int
main(void)
{
	systemd_listen_for_words();
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");
	server_signal(server, SIGTERM);
	(void)systemd_expect("STOPPING=1");
	PASS("STOPPING=1 comes while a client is there");
	conn_wait_for(javad, "bye shutdown ...");
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "then it ends");
	return tap_done();
}
