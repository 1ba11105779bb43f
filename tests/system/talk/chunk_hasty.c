/*
 * A client without line ends whose name and first command come at once is told
 * to pause after its name. One that ends its lines, or could not speak without,
 * is not.
 */
#include "tests/lib/conn.h"

#define EXPECTED "bye protocol expected a name, as one word, or a command"
#define PAUSE                                                         \
	"; a client that sends no line ends must pause for 60000 ms " \
	"after its name"

static void
expect(struct server *server, const char *says, const char *bye)
{
	struct conn *lab = conn_open(server);

	conn_send(lab, says, strlen(says));
	conn_expect(lab, bye);
	conn_expect_end(lab);
	conn_close(lab);
	PASS("%s: %s", says, bye);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "chunk_time 60\n" });

	expect(server, "javadjoin 1", EXPECTED PAUSE);
	expect(server, "javad join 1\n", EXPECTED);
	server_reload(server, "chunk_time 0\n");
	expect(server, "javadjoin 1", EXPECTED);
	server_stop(server);
	return tap_done();
}
