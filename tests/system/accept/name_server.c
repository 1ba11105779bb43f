/*
 * No client can take the server's own name, or one that looks like it, as long
 * as the server has this name.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

static const struct step taken[] = {
	{ "name chat.example.org",
	    "err name name-taken name looks like the server's: "
	    "chat.example.org" },
	{ "name CHAT.Example.org", "err name name-taken ..." },
	{ "name chat.exarnple.org", "err name name-taken ..." },
	{ "enroll Chat.example.org sesame", "err enroll name-taken ..." },
	{ "name chat.example", "ok name chat.example" },
	{ "name chat.example.org", "err name name-taken ..." },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "server_name "
						     "chat.example.org\n"
						     "register before\n"
						     "login_plaintext yes\n" });
	struct conn *conn = conn_open(server);

	conn_steps(conn, taken);
	PASS("it is taken, and so is what looks like it");
	server_configure(server, "server_name irc.example.org\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	conn_ask(conn, "name chat.example.org",
	    "name * chat.example chat.example.org");
	conn_ask(conn, "name irc.example.org", "err name name-taken ...");
	PASS("a reload that calls it otherwise frees it");
	server_stop(server);
	return tap_done();
}
