/* Half a line at the end of a connection is no command and harms nobody. */
#include "tests/lib/conn.h"

/* The unfinished lines before the end. */
static const char *const halves[] = { "send 1 half", "send 1 half\r", "quit",
	"x", "\xd8" };

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");

	for (size_t i = 0; i < COUNT(halves); i++) {
		struct conn *ali = conn_member(server, "ali", "1");
		conn_expect(javad, "join * 1 ali");
		conn_send(ali, halves[i], strlen(halves[i]));
		if (i % 2 == 0)
			conn_finish(ali);
		else
			conn_close(ali);
		conn_expect(javad, "quit * ali");
		server_expect(server, "ended: ali * pid *, bye quit, ...");
	}
	conn_expect_nothing(javad);
	PASS("nothing of the half lines was said");
	server_stop(server);
	return tap_done();
}
