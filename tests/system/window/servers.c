/*
 * One window has several servers: their groups and people have the servers'
 * names before theirs, what is typed goes to the one whose view it is, and one
 * of them can be lost or left while the others stay.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

#define ALT "\033"

static struct {
	struct server *home, *work, *third;
	struct conn *ali, *bob, *eve; /* at home, at work, at the third */
	struct pty *pty;
} test;

static void
begin(void)
{
	char config[1024];

	test.home = server_start(NULL);
	test.work = server_start(NULL);
	test.third = server_start(NULL);
	test.eve = conn_named(test.third, "eve");
	test.ali = conn_named(test.home, "ali");
	test.bob = conn_named(test.work, "ali");
	conn_ask(test.ali, "join ops", "join * ops ali");
	conn_ask(test.bob, "join ops", "join * ops ali");
	(void)snprintf(config, sizeof(config),
	    "name javad\n[server home]\nserver %s\ngroup ops\n"
	    "[server work]\nserver %s\nname boss\ngroup ops\n",
	    test.home->address[0], test.work->address[0]); /* fits */
	pty_config(config);
	test.pty = PTY_WINDOW("home", 20, 80, "-q");
	pty_expect_has(test.pty, "-- in #ops: @ali javad");
	pty_expect_row(test.pty, 19, "[#ops]");
}

static void
connects(void)
{
	pty_type(test.pty, "/connect play\r");
	pty_expect_has(test.pty,
	    "!! no section [server play]; for a host, type /connect "
	    "play:1234");
	pty_type(test.pty, "/disconnect\r");
	pty_expect_has(test.pty, "!! this is your only server; /quit exits");
	pty_type(test.pty, "/connect w\t\r");
	pty_expect_row(test.pty, 19, "[work/#ops]");
	pty_expect_has(test.pty, "-- in #ops: @ali boss");
	pty_type(test.pty, "to work\r");
	conn_wait_for(test.bob, "msg * ops boss to work");
	pty_type(test.pty, ALT "1");
	pty_expect_row(test.pty, 19, "[home/#ops]");
	pty_type(test.pty, "to home\r");
	conn_wait_for(test.ali, "msg * ops javad to home");
	PASS("each server has its views, and gets what is typed there");
}

static void
hears(void)
{
	conn_say(test.bob, "tell boss psst");
	pty_expect_has(test.pty, "3:work/@ali(1!)");
	conn_say(test.ali, "tell javad hush");
	pty_expect_has(test.pty, "4:home/@ali(1!)");
	pty_type(test.pty, ALT "0");
	pty_expect_has(test.pty, "home: [#ops] javad: to home");
	pty_expect_has(test.pty, "work: [#ops] boss: to work");
	pty_expect_has(test.pty, "work: ali -> you: psst");
	pty_expect_row(test.pty, 19, "[home/all]");
	PASS("the view of all names the servers");
	pty_type(test.pty, "/query work/@\tyes?\r");
	conn_wait_for(test.bob, "tell * boss ali yes?");
	pty_expect_row(test.pty, 19, "[work/@ali]");
	pty_type(test.pty, "\033[200~a\rb\r\033[201~");
	pty_expect_row(test.pty, 19, "send 2 lines to ali? (y/n)");
	pty_type(test.pty, "/msg home/#ops all well\r");
	conn_wait_for(test.ali, "msg * ops javad all well");
	pty_type(test.pty, "n\r");
	pty_expect_has(test.pty, "-- paste discarded");
	PASS("a command can name the server, also while a question is open");
	pty_type(test.pty, "/set name\r");
	pty_expect_has(test.pty, "-- name is boss");
	pty_type(test.pty, "/connect\r");
	pty_expect_has(test.pty, "-- work at ");
	pty_expect_has(test.pty, "(current)");
	PASS("settings are those of the view's server");
	pty_type(test.pty, "/set bell yes\r");
	pty_expect_has(test.pty, "-- bell is yes (saved)");
	conn_say(test.ali, "tell javad again");
	pty_expect_has(test.pty, "4:home/@ali(2!)");
	pty_expect_bells(test.pty, 1);
	pty_type(test.pty, "/set bell no\r");
	PASS("one of all servers is that of all of them at once");
}

/* A server that the configuration does not name, and one that it got wrong. */
static void
connects_to_an_address(void)
{
	char line[300];

	(void)snprintf(line, sizeof(line), "/connect %s\r",
	    test.third->address[0]); /* it fits */
	pty_type(test.pty, line);
	pty_expect_has(test.pty, "-- connecting to 127.0.0.1 at ");
	pty_expect_has(test.pty, "127.0.0.1: -- connected");
	pty_type(test.pty, "/join tea\r");
	pty_expect_row(test.pty, 19, "[127.0.0.1/#tea]");
	pty_expect_has(test.pty, "-- nobody else is in #tea");
	pty_type(test.pty, "/set mute #tea\r");
	pty_expect_has(test.pty, "-- mute #tea (saved)");
	pty_type(test.pty, line);
	pty_type(test.pty, "/connect localhost 123456\r");
	pty_expect_has(test.pty, "!! usage: /connect NAME");
	pty_type(test.pty, "/connect localhost:x\r");
	pty_expect_has(test.pty, "!! localhost:x: port must be a number");
	pty_type(test.pty, "/connect localhost 1\r");
	pty_expect_has(test.pty, "-- connecting to 127.0.0.1:1 at 127.0.0.1:1");
	pty_expect_has(test.pty, "; to stop, type /disconnect 127.0.0.1:1");
	pty_type(test.pty, "/disconnect 127.0.0.1:1\r");
	pty_expect_has(test.pty, "-- disconnected from 127.0.0.1:1");
	pty_type(test.pty, "/disconnect 127.0.0.1\r");
	pty_expect_has(test.pty, "-- disconnected from 127.0.0.1");
	pty_type(test.pty, ALT "1");
	pty_config("bell no\n[server play]\nserver 127.0.0.1:x\n");
	pty_type(test.pty, "/connect play\r");
	pty_expect_has(test.pty, ":3: server: ");
	PASS("an address needs no section, and what is set there makes one");
}

static void
loses_one(void)
{
	server_signal(test.home, SIGKILL);
	pty_type(test.pty, ALT "1");
	pty_expect_has(test.pty, "-- disconnected by the server: ");
	pty_expect_has(test.pty, "not connected");
	pty_type(test.pty, ALT "2still here\r");
	conn_wait_for(test.bob, "msg * ops boss still here");
	pty_expect_not(test.pty, "not connected");
	PASS("one is lost, and the other goes on");
}

static void
leaves(void)
{
	pty_type(test.pty, "/disconnect home\r");
	pty_expect_has(test.pty, "-- disconnected from home");
	pty_expect_row(test.pty, 19, "[#ops]");
	pty_type(test.pty, "/window\r");
	pty_expect_has(test.pty, "-- view 1: #ops (current)");
	pty_expect_has(test.pty, "-- view 2: ali");
	PASS("who is left takes its views along");
	pty_type(test.pty, "/quit\r");
	conn_wait_for(test.bob, "quit * boss");
	MUST(pty_status(test.pty) == 0, "the exit status is not 0");
	pty_expect_left_well(test.pty);
	PASS("the last one ends the window");
}

int
main(void)
{
	begin();
	connects();
	hears();
	connects_to_an_address();
	loses_one();
	leaves();
	(void)server_status(test.home); /* it was killed */
	conn_close(test.ali);
	conn_close(test.bob);
	conn_close(test.eve);
	server_stop(test.third);
	server_stop(test.work);
	return tap_done();
}
