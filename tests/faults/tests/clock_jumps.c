/* The wall clock is set forth and back: IDs rise, and nobody is thrown out. */
#include "tests/faults/board.h"
#include "tests/lib/conn.h"

static const char *const leaps[] = { "clock_gettime:1+:forth:parent",
	"clock_gettime:1+:back:parent", "clock_gettime:1+:forth:parent" };

static uint64_t last;

/* Both get it, with an ID greater than all before. */
static void
talk(struct conn *javad, struct conn *ali)
{
	conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	MUST(conn_id(javad) > last, "the ID does not rise");
	last = conn_id(javad);
	conn_expect(ali, "msg * 1 javad hello");
	MUST(conn_id(ali) == last, "the other one got another ID");
}

int
main(void)
{
	board_begin();
	struct server *server =
	    server_start(&(struct setup) { .config = "idle_time 3600\n" });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(javad, "join * 1 ali");
	for (size_t i = 0; i < COUNT(leaps); i++) {
		talk(javad, ali);
		board_arm(leaps[i]);
		for (int times = 0; times < 3; times++)
			talk(javad, ali);
		MUST(board_hits() > 0, "the clock was not looked at");
		PASS("IDs rise past a leap of a day (%s)", leaps[i]);
		board_disarm();
	}
	conn_ask(javad, "ping", "ok ping");
	conn_ask(ali, "ping", "ok ping");
	PASS("no timer has run out for it");
	server_stop(server);
	return tap_done();
}
