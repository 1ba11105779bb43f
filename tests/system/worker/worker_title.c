/* A worker's title shows ps its client, and follows a new name. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define TITLE_SIZE 256

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");
	struct addr addr = { .len = sizeof(addr.to) };
	char title[TITLE_SIZE];
	char peer[ADDR_TEXT];

	if (!proc_is_there())
		tap_skip("needs /proc");
	MUST(
	    getsockname(javad->fd, &addr.to.any, &addr.len) == 0, "no address");
	addr_text(&addr, peer);
	const pid_t worker = server_worker(server, "javad");
	proc_title(worker, title, sizeof(title));
	TAP_OK(strncmp(title, "forkcastd: javad ", 17) == 0 &&
		strcmp(title + 17, peer) == 0,
	    "%s", title);
	conn_ask(javad, "name reza", "name * javad reza");
	TAP_NUM(server_worker(server, "reza"), worker, "a new name is shown");
	server_stop(server);
	return tap_done();
}
