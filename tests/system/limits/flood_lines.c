/* line_rate limits a flood without a gap, and no other client is affected. */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/pattern.h"

#define RATE 100
#define BURST 50
#define MESSAGES 150
#define STEP (10 * MSEC)

static void
say_all_at_once(struct conn *javad)
{
	char line[64];

	for (int i = 0; i < MESSAGES; i++) {
		const int len = snprintf(line, sizeof(line),
		    "send 1 %08d 1234567\n", i); /* as flood.c has it */
		conn_send(javad, line, (size_t)len);
	}
}

static void
hurts_nobody(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "line_rate 1\nline_burst 50\n", .paced = true });
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *javad = conn_member(server, "javad", "1");
	size_t heard = 0;

	conn_expect(ali, "join * 1 javad");
	say_all_at_once(javad);
	conn_wait_for(javad, "msg * 1 javad 00000000 ...");
	conn_say(ali, "ping here");
	while (!pattern_matches("ok ping here", conn_line(ali)))
		heard++;
	TAP_OK(heard < MESSAGES, "another one is answered meanwhile");
	conn_close(javad);
	server_stop(server);
}

static void
takes_its_time(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "line_rate 100\nline_burst 50\n", .paced = true });
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *javad = conn_member(server, "javad", "1");
	struct flood flood;

	conn_expect(ali, "join * 1 javad");
	flood_init(&flood, javad, "1", 16);
	say_all_at_once(javad);
	const usec took = flood_pace(&flood, javad, 0, MESSAGES, server, STEP);
	TAP_OK(took >= (MESSAGES - BURST) * SEC / RATE,
	    "what is more than the burst takes its time: %d ms",
	    (int)(took / MSEC));
	flood_expect(&flood, ali, 0, MESSAGES);
	PASS("all has come, in order");
	server_stop(server);
}

int
main(void)
{
	hurts_nobody();
	takes_its_time();
	return tap_done();
}
