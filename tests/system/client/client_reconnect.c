/*
 * A person's client that loses the connection reconnects, with its groups, its
 * name and the line being typed.
 */
#include <poll.h>
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"

/* A server that is started again on the same path. */
static void
server_restarts(void)
{
	static char path[SCRATCH_PATH];
	const struct setup setup = { .listen = { path } };

	scratch_path(path, "socket");
	struct server *server = server_start(&setup);
	struct pty *pty = PTY_CLIENT(path, "-n", "javad", "1", "2", "3");
	pty_expect(pty, "-- javad has joined #3");
	pty_type(pty, "/g 2\r");
	pty_expect(pty, "-- current group: #2");
	pty_type(pty, "half a line");
	pty_expect_cursor(pty, "half a line", 11);
	server_signal(server, SIGTERM);
	pty_expect(pty,
	    "-- disconnected by the server: the server is shutting "
	    "down");
	pty_expect_begin(pty, "-- trying again in ");
	MUST(server_status(server) == 0, "the server did not end well");
	PASS("it says that the connection is lost, and goes on");
	pty_pace(pty, SEC);
	pty_expect_begin(pty, "-- cannot connect to");
	pty_expect_cursor(pty, "half a line", 11);
	pty_type(pty, ", and the rest\r");
	pty_expect(pty, "-- not connected; press Enter again once reconnected");
	pty_expect_cursor(pty, "half a line, and the rest", 25);
	PASS("what is typed stays");
	server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "2");
	pty_pace(pty, 2 * SEC);
	pty_expect(pty, "-- reconnected");
	conn_wait_for(ali, "join * 2 javad");
	pty_type(pty, "\r");
	conn_wait_for(ali, "msg * 2 javad half a line, and the rest");
	pty_expect(pty, "[#2] javad: half a line, and the rest");
	PASS("it is in its groups again, and speaks to the same one");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_stop(server);
}

/* Up to 8 s; but if it waits for an answer for 3 s, it asks for another. */
static void
pace_until_it_speaks(struct pty *pty, const struct fake *fake)
{
	struct pollfd set = { .fd = fake->fd, .events = POLLIN };

	for (int i = 0; i < 8 && poll(&set, 1, 0) == 0; i++) {
		pty_pace(pty, SEC);
		pty_pace(pty, MSEC);
	}
}

/* The old connection is not known to be dead yet. */
static void
name_is_held(void)
{
	struct fake fake;

	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(fake.address, "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	pty_expect(pty, "-- javad has joined #1");
	pty_type(pty, "lost\r");
	fake_expect(&fake, "send 1 lost");
	fake_close(&fake);
	pty_expect(pty, "-- connection lost: closed by the server");
	pty_expect(pty, "-- messages that may not have arrived: 1");
	PASS("what may be lost is counted");
	pty_pace(pty, SEC);
	fake_expect(&fake, "name javad");
	fake_say(&fake, "err name name-taken name already in use\n");
	pty_expect_begin(pty, "-- your name is still taken");
	pty_expect_cursor(pty, "", 0);
	pty_pace(pty, 2 * SEC);
	fake_expect(&fake, "name javad");
	PASS("a name that is still taken is tried again");
	fake_say(&fake, "bye idle no reply to ping\n");
	fake_close(&fake);
	pty_pace(pty, 4 * SEC);
	fake_expect(&fake, "name javad");
	PASS("also when the server does not let it wait so long");
	fake_say(&fake, "ok name javad\n");
	fake_expect(&fake, "join 1");
	fake_say(&fake, "err join slow-down that is too much at once\n");
	pty_expect_begin(pty, "-- cannot join #1 yet; trying again in ");
	pace_until_it_speaks(pty, &fake);
	fake_expect(&fake, "join 1");
	fake_say(&fake, "join 1700000000000001 1 javad\n");
	PASS("so is a group that has too much to do");
	fake_expect(&fake, "topic 1");
	fake_expect(&fake, "names 1");
	fake_say(&fake,
	    "ok topic 1 all that\nok mode 1 n 0 - 0 -\nnames 1 ali javad\n");
	fake_say(&fake, "ok names 1 2\n");
	pty_expect(pty, "-- reconnected");
	fake_say(&fake, "msg 1700000000000002 1 ali hello\n");
	pty_expect(pty, "ali: hello");
	TAP_OK(!pty_shows(pty, "-- in #1: ali javad") &&
		!pty_shows(pty, "-- the topic of #1: all that"),
	    "what it was in already is not shown anew");
	fake_say(&fake, "bye kicked you are not wanted here\n");
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	PASS("one who was thrown out does not come back");
	fake_stop(&fake);
}

/* Whoever takes long to choose a name is connected again for it. */
static void
name_takes_long(void)
{
	struct server *server = server_start(
	    &(struct setup) { .paced = true, .config = "hello_time 60\n" });
	struct pty *pty = PTY_CLIENT(server->address[0], "1");

	server_expect_workers(server, 1);
	server_pace(server, 60 * SEC);
	server_expect(server, "ended: - ...");
	pty_expect_begin(pty, "-- the server has hung up, because");
	pty_expect_begin(pty, "what is your name?");
	pty_type(pty, "javad\r");
	pty_expect(pty, "-- javad has joined #1");
	PASS("the question for a name has no limit");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_stop(server);
}

/* Nobody has to wait for a server that does not come. */
static void
person_gives_up(void)
{
	struct fake fake;

	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(fake.address, "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	pty_expect(pty, "-- javad has joined #1");
	fake_stop(&fake);
	pty_expect_begin(pty, "-- trying again in ");
	pty_pace(pty, SEC);
	pty_expect_begin(pty, "-- cannot connect to");
	pty_type(pty, "\x03\x03");
	MUST(pty_status(pty) == 0, "the client did not end well");
	pty_expect_mode(pty, true);
	PASS("Ctrl-C ends the attempts");
}

int
main(void)
{
	pty_paced(true);
	server_restarts();
	name_is_held();
	name_takes_long();
	person_gives_up();
	return tap_done();
}
