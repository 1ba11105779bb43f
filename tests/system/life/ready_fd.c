/*
 * With -r, the server writes a newline to the descriptor when it is ready, and
 * closes it.
 */
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

int
main(void)
{
	int ready[2];
	char number[16];
	char got[8];

	MUST(pipe(ready) == 0, "no pipe");
	(void)snprintf(number, sizeof(number), "%d", ready[1]);
	struct server *server =
	    server_spawn(&(struct setup) { .args = { "-r", number } });
	io_close(&ready[1]);
	MUST(deadline_poll(ready[0], POLLIN, deadline()), "nothing comes");
	TAP_NUM(io_read(ready[0], got, sizeof(got)), 1, "one byte comes");
	TAP_OK(got[0] == '\n', "it is a newline");
	server_expect(server, "listening on *");
	MUST(deadline_poll(ready[0], POLLIN, deadline()), "it stays open");
	TAP_NUM(io_read(ready[0], got, sizeof(got)), 0, "then it is closed");
	io_close(&ready[0]);
	server_expect(server, "ready");
	server_stop(server);
	return tap_done();
}
