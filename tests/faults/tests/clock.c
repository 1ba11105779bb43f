/*
 * The wall clock is set forth by a day and back: IDs rise, and nobody is thrown
 * out; a ban that would have ended meanwhile is there again, also after the
 * next keeper has told what it keeps; the operator is told how the clock went.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/faults/board.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"

#define FORTH "clock_gettime:1+:forth:parent"

static void
operate(const struct server *server, const char *order, const char *says)
{
	struct conn *control = conn_open_at(server->control);

	conn_say(control, "%s", order);
	conn_wait_for(control, "%s", says);
	conn_close(control);
}

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
	char config[512];

	(void)snprintf(config, sizeof(config), "%sidle_time 3600\n",
	    keeper_config()); /* fits */
	board_begin();
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *javad = conn_member(server, "javad", "1");

	operate(server, "ban 192.0.2.7 1h", "ok ...");
	operate(server, "bans", "- 192.0.2.7 ...");
	board_arm(FORTH);
	happen(javad);
	server_expect(server, "clock: went forward by * s");
	operate(server, "bans", "ok ...");
	operate(server, "ban 192.0.2.8", "ok ...");
	board_disarm();
	happen(javad);
	server_expect(server, "clock: went back by * s");
	PASS("IDs rise, and the operator is told how the clock was set");
	operate(server, "bans", "- 192.0.2.7 ...");
	PASS("the ban is there again");
	keeper_signal(server, SIGKILL);
	server_expect(server, "keeper: pid * ended, signal 9; ...");
	(void)keeper_find(server);
	conn_ask(javad, "register pw", "ok register javad");
	operate(server, "bans", "- 192.0.2.7 ...");
	TAP_OK(
	    strstr(keeper_text(), "\nban 192.0.2.7 ") != NULL, "and is kept");
	server_stop(server);
	return tap_done();
}
