/* forkcast answers the server's ping and shows nothing. */
#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/filter.h"
#include "tests/lib/pty.h"

static struct filter filter;

/* By a server that asks when it likes. */
static void
asked_by_a_fake(void)
{
	struct fake fake;

	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(fake.address, "-1", "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	pty_expect(pty, "-- javad has joined #1");
	fake_say(&fake, "ping\nping 17\n");
	fake_expect(&fake, "ping");
	fake_expect(&fake, "ping");
	PASS("each is answered, with a token or without");
	pty_type(pty, "/ping\r");
	fake_expect(&fake, "ping");
	fake_say(&fake, "ok ping\nok ping\n");
	fake_say(&fake, "msg 1700000000000001 1 ali hello\n");
	pty_expect(pty, "ali: hello");
	TAP_OK(!pty_shows(pty, "-- pong"), "what answers its own is not shown");
	fake_say(&fake, "ok ping\n");
	pty_expect_has(pty, "-- pong from the server after");
	PASS("what answers the person's is");
	fake_say(&fake, "bye shutdown now\n");
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	fake_stop(&fake);
}

/* By the real one, for some rounds; a filter shows all it is told to. */
static void
asked_by_the_server(void)
{
	struct server *server = server_start(&(struct setup) {
	    .paced = true, .config = "idle_time 60\nping_time 3600\n" });
	struct conn *watch = conn_named(server, "watcher");

	filter_start(&filter, server->address[0],
	    (const char *const[]) { "-n", "javad", NULL });
	server_expect(server, "javad: login from *");
	for (int i = 0; i < 10; i++) {
		server_pace(server, 60 * SEC);
		conn_wait_for(watch, "ping");
		conn_say(watch, "ping");
	}
	MUST(filter_end(&filter) == 0, "it did not end well: %s",
	    filter.complained);
	TAP_STR(str_from(filter.said),
	    STR("-- ok name javad\n-- bye quit goodbye\n"),
	    "it stays, and shows nothing of it");
	server_stop(server);
}

int
main(void)
{
	asked_by_a_fake();
	asked_by_the_server();
	return tap_done();
}
