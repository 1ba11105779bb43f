/*
 * motd shows the message of the day, and another one after a reload and an
 * upgrade; an invalid file is refused. server shows the server's names.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"
#include "tests/lib/upgrade.h"

static char file[SCRATCH_PATH];

static void
test_message(struct server *server, struct conn *conn)
{
	conn_ask(conn, "motd", "motd Welcome to  tea");
	conn_expect(conn, "motd ...");
	conn_expect(conn, "motd at five");
	conn_expect(conn, "ok motd 3");
	PASS("its lines, empty ones too");
	scratch_write(file, "another\r\n");
	conn_ask(conn, "motd", "motd Welcome to  tea");
	conn_wait_for(conn, "ok motd 3");
	(void)kill(server->pid, SIGHUP); /* or it is not reloaded */
	server_expect(server, "reload: done");
	conn_ask(conn, "motd", "motd another");
	conn_expect(conn, "ok motd 1");
	PASS("another one is read by a reload");
	scratch_write(file, "\x1b[2J");
	(void)kill(server->pid, SIGHUP); /* likewise */
	server_expect(server, "reload: refused: motd */motd: lines must ...");
	conn_ask(conn, "motd", "motd another");
	conn_expect(conn, "ok motd 1");
	PASS("what is none is refused");
	scratch_write(file, "third\n");
	upgrade_to(server, UPGRADE_LATER);
	conn_ask(conn, "motd", "motd third");
	conn_expect(conn, "ok motd 1");
	PASS("and the next program reads it as well");
}

int
main(void)
{
	static char config[SCRATCH_PATH + 100];
	struct server *server;
	struct conn *conn;

	scratch_path(file, "motd");
	scratch_write(file, "Welcome to  tea\n\nat five");
	(void)snprintf(config, sizeof(config),
	    "motd %s\nserver_name irc.example.org\nnetwork Example\n",
	    file); /* fits */
	server = server_start(&(struct setup) { .config = config });
	conn = conn_open(server);
	conn_ask(
	    conn, "server", "ok server irc.example.org Example * * 100 *.ip");
	test_message(server, conn);
	server_stop(server);
	server = server_start(NULL);
	conn = conn_open(server);
	conn_ask(conn, "motd", "ok motd 0");
	conn_ask(conn, "server", "ok server * forkcast * * 100 *.ip");
	conn_ask(conn, "ali", "ok name ali");
	conn_ask(conn, "motd", "ok motd 0");
	PASS("without a file there is no message");
	server_stop(server);
	return tap_done();
}
