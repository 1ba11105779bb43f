/*
 * Other clients see the reason of a kick, but not of a ban, because a banned
 * address may belong to several people.
 */
#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -p $SERVER "

static struct conn *
come(const struct server *server, struct conn *full, const char *name)
{
	struct conn *conn = conn_member(server, name, "1");

	conn_expect(full, "join * 1 %s!* %s", name, name);
	return conn;
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *full = conn_open_from(server, "127.0.0.2:0");
	struct conn *conn;

	shell_set_number("SERVER", (long)server->pid);
	conn_ask(full, "want full", "ok want full");
	conn_ask(full, "full", "ok name full");
	conn_ask(full, "join 1", "join * 1 full!...");
	conn = come(server, full, "ali");
	shell_run(CTL "kick ali you were warned", 0, "1 client kicked\n", "");
	conn_expect(full, "quit * ali!* Killed (operserv (you were warned))");
	conn_close(conn);
	conn = come(server, full, "bo");
	shell_run(CTL "kick bo", 0, "1 client kicked\n", "");
	conn_expect(full, "quit * bo!* Killed (operserv (kicked))");
	conn_close(conn);
	PASS("who is kicked");
	conn = come(server, full, "cy");
	shell_run(CTL "ban 127.0.0.1 rude mail from cy", 0,
	    "1 client kicked by the ban\n", "");
	conn_expect(full, "quit * cy!* Killed (operserv (banned))");
	conn_expect(
	    conn, "bye kicked your address is banned: rude mail from cy");
	conn_close(conn);
	PASS("who is banned");
	server_stop(server);
	return tap_done();
}
