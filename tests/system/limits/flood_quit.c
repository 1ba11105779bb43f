/*
 * The lines of a client that sends too fast and then quits all run, at their
 * rate or at the end.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/flood.h"

#define MESSAGES 20
#define STEP (10 * MSEC)

/*
 * In one piece, and no more than a worker has room for at first, so that all of
 * it is on the uplink as soon as any is.
 */
static void
say_all_at_once(struct conn *conn)
{
	char room[MESSAGES * 64];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	for (int i = 0; i < MESSAGES; i++) {
		char line[64];
		(void)snprintf(line, sizeof(line), "send 1 %08d 1234567\n", i);
		(void)BUF_CAT(&text, str_from(line)); /* it fits */
	}
	conn_send(conn, room, buf_len(&text));
}

static void
runs_in_its_time(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "line_rate 20\nline_burst 10\n", .paced = true });
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *javad = conn_member(server, "javad", "1");
	struct flood flood;

	conn_expect(ali, "join * 1 javad");
	flood_init(&flood, javad, "1", 16);
	say_all_at_once(javad);
	conn_finish(javad);
	const usec took = flood_pace(&flood, javad, 0, MESSAGES, server, STEP);
	TAP_OK(took >= (MESSAGES - 10) * SEC / 20,
	    "who closes its side has all of it run, in its time");
	server_pace(server, SEC); /* the quit is a line, too */
	conn_expect(javad, "bye quit ...");
	flood_expect(&flood, ali, 0, MESSAGES);
	conn_expect(ali, "quit * javad");
	PASS("and quits behind it");
	server_stop(server);
}

static void
runs_at_the_end(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "line_rate 1\nline_burst 5\n", .paced = true });
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *javad = conn_member(server, "javad", "1");
	struct flood flood;

	conn_expect(ali, "join * 1 javad");
	flood_init(&flood, javad, "1", 16);
	say_all_at_once(javad);
	flood_expect(&flood, ali, 0, 1);
	(void)kill(server_worker(server, "javad"), SIGKILL);
	(void)flood_pace(&flood, ali, 1, MESSAGES - 1, server, STEP);
	conn_expect(ali, "quit * javad");
	PASS("of one whose worker has died nothing is lost");
	server_stop(server);
}

int
main(void)
{
	runs_in_its_time();
	runs_at_the_end();
	return tap_done();
}
