/*
 * max_made limits the existing groups that a client has created, as long as it
 * is connected; max_made_per_address limits those of an address or a user, as
 * long as the groups exist.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"

#define CONFIG "group 1\nmax_made 2\nmax_made_per_address 3\n"
#define TOO_MANY "err join too-many too many groups created by you or from ..."
#define FROM(ip) "PROXY TCP4 " ip " 192.0.2.1 40000 1234\r\n"

/* Takes the name, which is its label from now on. */
static struct conn *
with_name(struct conn *conn, const char *name)
{
	conn_say(conn, "%s", name);
	conn_expect(conn, "ok name %s", name);
	(void)snprintf(conn->label, sizeof(conn->label), "%s", name);
	return conn;
}

static struct conn *
named_from(struct server *server, const char *from, const char *name)
{
	return with_name(conn_open_from(server, from), name);
}

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
	PASS("another client has its own; from an exempt address that is all");
	quit(server, javad, "javad");
	quit(server, ali, "ali");
}

static void
test_address(struct server *server)
{
	struct conn *javad = named_from(server, "127.0.0.2:0", "javad");
	struct conn *sara = named_from(server, "127.0.0.2:0", "sara");
	struct conn *ali = named_from(server, "127.0.0.3:0", "ali");

	make(javad, "a", true);
	make(javad, "b", true);
	make(sara, "c", true);
	make(sara, "d", false);
	make(ali, "d", true);
	PASS("an address makes three, not four; another has its own");
	make(ali, "a", true);
	quit(server, javad, "javad");
	conn_wait_for(ali, "quit * javad");
	make(sara, "e", true);
	make(sara, "f", false);
	PASS("of what it made when it was here one is gone, and one counts");
	javad = named_from(server, "127.0.0.2:0", "javad");
	make(javad, "b", false);
	quit(server, sara, "sara");
	make(javad, "b", true);
	make(javad, "f", true);
	make(javad, "g", false);
	PASS("who has come again begins anew, and its address does not");
	sara = named_from(server, "127.0.0.2:0", "sara");
	make(sara, "g", false);
	leave(ali, "a");
	make(sara, "g", true);
	PASS("until what it left behind is gone");
	quit(server, sara, "sara");
	quit(server, javad, "javad");
	quit(server, ali, "ali");
}

static void
test_user(struct server *server)
{
	struct conn *javad =
	    with_name(conn_open_at(server->address[1]), "javad");
	struct conn *ali = with_name(conn_open_at(server->address[1]), "ali");

	make(javad, "a", true);
	make(javad, "b", true);
	make(ali, "c", true);
	make(ali, "d", false);
	leave(javad, "b");
	make(ali, "d", true);
	PASS("over a UNIX socket all of a user count together");
	quit(server, javad, "javad");
	quit(server, ali, "ali");
}

static void
test_proxied(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = CONFIG, .listen = { "127.0.0.1:0 proxy" } });
	struct conn *conn[3];
	static const char *const names[] = { "first", "second", "third" };
	static const char *const hello[] = { FROM("192.0.2.7"),
		FROM("192.0.2.7"), FROM("192.0.2.8") };

	for (size_t i = 0; i < COUNT(conn); i++) {
		conn[i] = conn_open(server);
		conn_send(conn[i], hello[i], strlen(hello[i]));
		(void)with_name(conn[i], names[i]);
	}
	make(conn[0], "a", true);
	make(conn[0], "b", true);
	make(conn[1], "c", true);
	make(conn[1], "d", false);
	make(conn[2], "d", true);
	PASS("behind a proxy it is the client's address");
	server_stop(server);
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
	scratch_write(
	    server->config, "group 1\nmax_made 0\nmax_made_per_address 0\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	make(javad, "d", true);
	make(javad, "e", true);
	PASS("0 is no limit");
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	struct server *server = server_start(
	    &(struct setup) { .config = CONFIG "exempt 127.0.0.1\n",
		.listen = { "127.0.0.1:0", path } });

	test_client(server);
	test_address(server);
	test_user(server);
	test_kept(server);
	server_stop(server);
	test_proxied();
	return tap_done();
}
