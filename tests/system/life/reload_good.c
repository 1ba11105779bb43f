/*
 * After a HUP with a good configuration, it is in force, and nobody is
 * disconnected.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "max_joined 1\ngroup tea\nverbose no\n" });
	struct conn *javad = conn_member(server, "javad", "tea");

	conn_ask(javad, "join more", "err join too-many ...");
	scratch_write(server->config,
	    "max_joined 2 # one more\n\n  # nothing else\n"
	    "group coffee\nverbose yes\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	conn_ask(javad, "names coffee", "ok names coffee 0");
	conn_ask(javad, "join more", "join * more javad");
	conn_ask(javad, "send tea hello", "msg * tea javad hello");
	server_expect(server, "javad: send tea");
	PASS("limits, groups and the log's words have changed");
	conn_ask(javad, "leave tea", "leave * tea javad");
	conn_ask(javad, "names tea", "err names no-such-group ...");
	PASS("a group that is configured no more goes with its last member");
	server_stop(server);
	return tap_done();
}
