/* byte_rate limits the bytes of a client, even if they are in a few lines. */
#include "tests/lib/conn.h"
#include "tests/lib/flood.h"

#define SIZE 3000 /* of a text */
#define MESSAGES 8
#define RATE 8192
#define BURST 8192
#define SLACK (100 * MSEC) /* a turn of the loop has one time */

static const struct setup setup = {
	.config = "byte_rate 8K\nbyte_burst 8K\n",
};

int
main(void)
{
	struct server *server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *javad = conn_member(server, "javad", "1");
	struct flood flood;

	conn_expect(ali, "join * 1 javad");
	flood_init(&flood, javad, "1", SIZE);
	const usec start = clock_mono();
	flood_all(&flood, &ali, 1, MESSAGES);
	const usec took = clock_mono() - start;
	PASS("all has come, in order");
	TAP_OK(took + SLACK >= (MESSAGES * SIZE - BURST) * SEC / RATE,
	    "and has taken its time: %d ms", (int)(took / MSEC));
	server_stop(server);
	return tap_done();
}
