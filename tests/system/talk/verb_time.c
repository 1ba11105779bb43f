/*
 * time shows the server's clock, before a name too, as a number and in words;
 * it never repeats, and is in one order with events.
 */
#include <time.h>

#include "shared/clock.h"
#include "tests/lib/conn.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"

/* Asks: the number, which the words must be those of. */
static uint64_t
ask(struct conn *conn)
{
	char room[DATE_TEXT];
	struct str rest, id;
	uint64_t number = 0;

	conn_say(conn, "time");
	rest = conn_line(conn);
	MUST(pattern_matches("ok time * *", rest), "got \"%.*s\"",
	    (int)rest.len, rest.at);
	(void)str_word(&rest);
	(void)str_word(&rest);
	id = str_word(&rest);
	MUST(str_to_number(id, UINT64_MAX, &number), "no number");
	TAP_STR(rest, date_text(number, room), "in words");
	return number;
}

int
main(void)
{
	struct server *server = server_start(NULL);
	const uint64_t before = clock_wall();
	struct conn *javad = conn_open(server);
	const uint64_t first = ask(javad);
	const uint64_t second = ask(javad);

	TAP_OK(
	    first >= before && first < second && second <= clock_wall() + SEC,
	    "it is the time, and goes on");
	conn_ask(javad, "time flies", "err time bad-command ...");
	conn_ask(javad, "javad", "ok name javad");
	TAP_OK(ask(javad) > second, "behind a name too");
	server_stop(server);
	return tap_done();
}
