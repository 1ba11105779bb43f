/*
 * forkcastctl controls a server: kick, say, ban, reload, drain, admit and stop.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -p $SERVER "

static void
test_kick(struct server *server, struct conn *javad)
{
	struct conn *ali = conn_member(server, "ali", "1");
	char script[64];

	conn_wait_for(javad, "join * 1 ali");
	shell_run(CTL "kick ALI you were  warned", 0, "1 client kicked\n", "");
	conn_expect(ali,
	    "bye kicked kicked by an operator: "
	    "you were warned");
	conn_expect(javad, "quit * ali kicked");
	conn_close(ali);
	server_expect(server, "ended: ali ..."); /* or its worker is found */
	ali = conn_member(server, "ali", "1");
	conn_wait_for(javad, "join * 1 ali");
	(void)snprintf(script, sizeof(script), CTL "kick %ld",
	    (long)server_worker(server, "ali"));
	shell_run(script, 0, "1 client kicked\n", "");
	conn_expect(ali, "bye kicked ...");
	conn_wait_for(javad, "quit * ali kicked");
	conn_close(ali);
	shell_run(
	    CTL "kick ali", 1, "", "forkcastctl: refused: no such client\n");
	shell_run(CTL "kick javad \"$(printf 'a\\033[2J')\"", 1, "",
	    "forkcastctl: refused: reason too long, ...\n");
	shell_run(CTL "kick \"$(printf 'javad\\nstop')\"", 64, "",
	    "forkcastctl: arguments must not contain line ends\n");
	shell_run(CTL "kick", 64, "", "usage: forkcastctl kick ...\n");
}

static void
test_say(struct conn *javad)
{
	shell_run(CTL "say 1 hello  all", 0, "1 client reached\n", "");
	conn_expect(javad, "msg * 1 operserv hello all");
	shell_run(CTL "say nowhere x", 1, "", "forkcastctl: refused: ...\n");
	conn_ask(javad, "name operserv", "err name bad-name ...");
}

static void
test_ban(struct server *server)
{
	struct conn *far = conn_open_from(server, "127.0.0.9:0");
	struct conn *again;

	conn_ask(far, "name far", "ok name far");
	shell_run(CTL "ban 127.0.0.9", 0, "1 client kicked by the ban\n", "");
	conn_expect(far, "bye kicked your address is banned");
	conn_close(far);
	shell_run(CTL "bans", 0, "127.0.0.9\n", "");
	again = conn_open_from(server, "127.0.0.9:0");
	conn_expect_turned_away(again, "...");
	conn_close(again);
	server_expect(server, "refused: 127.0.0.9:* (banned)");
	shell_run(CTL "ban 127.0.0.9", 0, "0 clients kicked by the ban\n", "");
	shell_run(CTL "unban 127.0.0.9", 0, "ban lifted\n", "");
	shell_run(CTL "bans", 0, "", "");
	shell_run(CTL "unban 127.0.0.9", 1, "",
	    "forkcastctl: refused: no such ban; ...\n");
	shell_run(CTL "ban nose", 1, "", "forkcastctl: refused: ...\n");
	again = conn_open_from(server, "127.0.0.9:0");
	conn_ask(again, "name far", "ok name far");
	PASS("who was banned is let in again");
	conn_close(again);
}

static void
test_reload(struct server *server)
{
	server_configure(server, "max_clients 7\nline_rate 0\n");
	shell_run(CTL "reload", 0, "", "");
	server_expect(server, "reload: done");
	server_configure(server, "nose 7\n");
	shell_run(CTL "reload", 1, "", "forkcastctl: refused: *:1: ...\n");
	server_expect(server, "reload: refused: ...");
	server_configure(server, "\n");
}

static void
test_drain(void)
{
	char path[SCRATCH_PATH];
	struct server *server;
	struct conn *javad, *sara;

	scratch_path(path, "chat");
	server = server_start(&(struct setup) { .listen = { path } });
	javad = conn_member(server, "javad", "1");
	shell_set_number("SERVER", server->pid);
	shell_run(CTL "admit", 1, "",
	    "forkcastctl: refused: the server is not draining\n");
	shell_run(CTL "drain", 0, "1 client left\n", "");
	shell_run(CTL "reload", 1, "",
	    "forkcastctl: refused: the server is draining\n");
	shell_run("forkcastctl -p $SERVER check | cut -d ' ' -f 1-4", 0,
	    "FORKCAST WARNING - draining,\n", "");
	conn_ask(javad, "ping", "ok ping");
	PASS("who is in stays in");
	shell_run(CTL "admit", 0, "", "");
	server_expect(server, "draining: ended; ...");
	sara = conn_member(server, "sara", "1");
	conn_expect(javad, "join * 1 sara");
	PASS("a drain that has ended lets clients in again");
	conn_close(sara);
	conn_expect(javad, "quit * sara");
	shell_run(CTL "drain", 0, "1 client left\n", "");
	conn_say(javad, "quit");
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "and it ends with the last one");
}

static void
test_stop(void)
{
	struct server *server = server_start(NULL);
	struct conn *reza = conn_named(server, "reza");

	shell_set_number("SERVER", server->pid);
	shell_run(CTL "stop", 0, "1 client disconnected\n", "");
	conn_expect(reza, "bye shutdown ...");
	conn_close(reza);
	TAP_NUM(server_status(server), 0, "it has stopped");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");

	shell_set_number("SERVER", server->pid);
	test_kick(server, javad);
	test_say(javad);
	test_ban(server);
	test_reload(server);
	conn_close(javad);
	server_stop(server);
	test_drain();
	test_stop();
	return tap_done();
}
