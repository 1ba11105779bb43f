/*
 * max_made limits the existing groups that a client has created, as long as it
 * is connected.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"

#define CONFIG "group 1\nmax_made 2\n"
#define TOO_MANY "err join too-many too many groups created by you; ..."

/* It makes the group, or not. */
static void
make(struct conn *conn, const char *group, bool may)
{
	conn_say(conn, "join %s", group);
	if (may)
		conn_wait_for(conn, "join * %s %s", group, conn->label);
	else
		conn_wait_for(conn, TOO_MANY);
}

static void
leave(struct conn *conn, const char *group)
{
	conn_say(conn, "leave %s", group);
	conn_wait_for(conn, "leave * %s %s", group, conn->label);
}

static void
quit(struct server *server, struct conn *conn, const char *name)
{
	conn_say(conn, "quit");
	conn_wait_for(conn, "bye quit ...");
	conn_close(conn);
	server_expect(server, "ended: %s ...", name);
}

static void
test_client(struct server *server)
{
	struct conn *javad = conn_named(server, "javad");
	struct conn *ali = conn_named(server, "ali");

	make(javad, "a", true);
	make(javad, "b", true);
	make(javad, "c", false);
	make(javad, "1", true);
	PASS("a client makes two, not three, and joins what is there");
	make(ali, "a", true);
	leave(javad, "a");
	make(javad, "c", false);
	PASS("it has left one where others are: it counts");
	leave(ali, "a");
	make(javad, "c", true);
	PASS("that is gone, and it makes another one");
	make(ali, "d", true);
	make(ali, "e", true);
	PASS("another client has its own");
	quit(server, javad, "javad");
	quit(server, ali, "ali");
}

/* A group that the configuration now names belongs to nobody. */
static void
test_kept(struct server *server)
{
	struct conn *javad = conn_named(server, "javad");

	make(javad, "a", true);
	make(javad, "b", true);
	make(javad, "c", false);
	server_configure(server, CONFIG "group a\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	make(javad, "c", true);
	make(javad, "d", false);
	leave(javad, "a");
	make(javad, "d", false);
	PASS("a group that the configuration keeps does not count");
	scratch_write(server->config, "group 1\nmax_made 0\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	make(javad, "d", true);
	make(javad, "e", true);
	PASS("0 is no limit");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = CONFIG });

	test_client(server);
	test_kept(server);
	server_stop(server);
	return tap_done();
}
