/* line_rate: a flood is held to it, without a gap, and hurts nobody else. */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/pattern.h"

#define RATE 100
#define BURST 50
#define MESSAGES 150
#define SLACK (100 * MSEC) /* a turn of the loop has one time */

static const struct setup setup = {
	.config = "line_rate 100\nline_burst 50\n",
};

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

int
main(void)
{
	struct server *server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *javad = conn_member(server, "javad", "1");
	struct flood flood;
	size_t heard = 0;

	conn_expect(ali, "join * 1 javad");
	flood_init(&flood, javad, "1", 16);
	const usec start = clock_mono();
	say_all_at_once(javad);
	conn_wait_for(javad, "msg * 1 javad 00000000 ...");
	conn_say(ali, "ping here");
	while (!pattern_matches("ok ping here", conn_line(ali)))
		heard++;
	TAP_OK(heard < MESSAGES, "another one is answered meanwhile");
	flood_expect(&flood, javad, 1, MESSAGES - 1);
	const usec took = clock_mono() - start;
	TAP_OK(took + SLACK >= (MESSAGES - BURST) * SEC / RATE,
	    "what is more than the burst takes its time: %d ms",
	    (int)(took / MSEC));
	flood_expect(&flood, ali, heard, MESSAGES - heard);
	PASS("all has come, in order");
	server_stop(server);
	return tap_done();
}
