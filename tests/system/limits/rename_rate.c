/* rename_rate: so many a minute, of each client; the first name is none. */
#include "tests/lib/conn.h"

static const struct step hasty[] = {
	{ "name reza", "name * javad reza" },
	{ "name ali", "err name name-taken ..." },
	{ "name Reza", "name * reza Reza" },
	{ "name sara", "err name slow-down ..." },
	{ "join 1", "join * 1 Reza" },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "rename_rate 2\n" });
	struct conn *ali = conn_named(server, "ali");
	struct conn *javad = conn_named(server, "javad");

	conn_steps(javad, hasty);
	PASS("the third within a minute is refused, and has no effect");
	conn_ask(ali, "name sara", "name * ali sara");
	PASS("another client may");
	server_stop(server);
	return tap_done();
}
