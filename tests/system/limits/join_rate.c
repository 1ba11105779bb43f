/* join_rate: so many joins a minute, of each client; others do not count. */
#include "tests/lib/conn.h"

static const struct step hasty[] = {
	{ "join a", "join * a javad" },
	{ "join a", "err join already-member ..." },
	{ "join b", "join * b javad" },
	{ "leave b", "leave * b javad" },
	{ "join b", "join * b javad" },
	{ "join c", "err join slow-down ..." },
	{ "leave b", "leave * b javad" },
	{ "join b", "err join slow-down ..." },
	{ "names b", "err names no-such-group ..." },
	{ "send a hello", "msg * a javad hello" },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "join_rate 3\n" });
	struct conn *javad = conn_named(server, "javad");
	struct conn *ali = conn_named(server, "ali");

	conn_steps(javad, hasty);
	PASS("the fourth within a minute is refused, and has no effect");
	conn_ask(ali, "join b", "join * b ali");
	PASS("another client may join");
	server_stop(server);
	return tap_done();
}
