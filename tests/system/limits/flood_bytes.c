/* byte_rate limits the bytes of a client, even if they are in a few lines. */
#include "tests/lib/conn.h"
#include "tests/lib/filler.h"
#include "tests/lib/flood.h"

#define SIZE 3000 /* of a text */
#define MESSAGES 8
#define RATE 8192
#define BURST 8192
#define STEP (10 * MSEC)

static const struct setup setup = {
	.config = "byte_rate 8K\nbyte_burst 8K\n",
	.paced = true,
};

int
main(void)
{
	struct server *server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *javad = conn_member(server, "javad", "1");
	struct flood flood;
	usec took;

	conn_expect(ali, "join * 1 javad");
	flood_init(&flood, javad, "1", SIZE);
	for (int i = 0; i < MESSAGES; i++)
		conn_say(javad, "send 1 %08d %s", i, filler(SIZE - 9));
	took = flood_pace(&flood, ali, 0, MESSAGES, server, STEP);
	PASS("all has come, in order");
	TAP_OK(took >= (MESSAGES * SIZE - BURST) * SEC / RATE,
	    "and has taken its time: %d ms", (int)(took / MSEC));
	server_stop(server);
	return tap_done();
}
