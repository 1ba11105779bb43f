/* ping: an answer with the same token. */
#include "tests/lib/conn.h"

static const struct step steps[] = {
	{ "ping", "ok ping" },
	{ "ping token", "ok ping token" },
	{ "ping \xd8\xb3", "ok ping \xd8\xb3" },
	{ "ping two tokens", "err ping bad-command ..." },
	{ "ping ", "err ping bad-command ..." },
	{ "ping \x1b", "err ping bad-text ..." },
	{ "PING", "err - bad-command ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);

	conn_steps(conn_named(server, "javad"), steps);
	PASS("a ping is answered with its token or refused");
	server_stop(server);
	return tap_done();
}
