/*
 * After a HUP with a broken configuration, the old one stays and the log says
 * why.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

static const char *const broken[] = {
	"max_joined 2\nmax_clients many\n",
	"max_joined 2\nno_such_key 1\n",
	"max_joined 2\ngrace\n",
	"max_joined 2\nlisten nowhere:at:all\n",
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "max_joined 1\n" });
	struct conn *javad = conn_member(server, "javad", "1");

	for (size_t i = 0; i < COUNT(broken); i++) {
		scratch_write(server->config, broken[i]);
		server_signal(server, SIGHUP);
		server_expect(
		    server, "reload: refused: %s:2: ...", server->config);
	}
	PASS("each fault is logged with file and line");
	conn_ask(javad, "join 2", "err join too-many ...");
	conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	PASS("nothing of it was taken, and nobody hurt");
	server_stop(server);
	return tap_done();
}
