/*
 * The wall clock is set forth by a day and back: IDs rise, and nobody is thrown
 * out.
 */
#include "tests/faults/board.h"
#include "tests/lib/conn.h"
#include "tests/lib/must.h"
#include "tests/lib/server.h"
#include "tests/lib/tap.h"

#define FORTH "clock_gettime:1+:forth:parent"

/* What happens has an ID. */
static void
happen(struct conn *conn)
{
	static uint64_t last;

	for (int times = 0; times < 3; times++) {
		conn_ask(conn, "send 1 x", "msg * 1 javad x");
		MUST(conn_id(conn) > last, "the ID does not rise");
		last = conn_id(conn);
	}
}

int
main(void)
{
	board_begin();
	struct server *server =
	    server_start(&(struct setup) { .config = "idle_time 3600\n" });
	struct conn *javad = conn_member(server, "javad", "1");

	board_arm(FORTH);
	happen(javad);
	board_disarm();
	happen(javad);
	PASS("IDs rise");
	server_stop(server);
	return tap_done();
}
