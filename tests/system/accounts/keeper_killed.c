/*
 * While the keeper is dead or hangs, logins are unavailable and everything else
 * works; the next keeper soon has all that was stored, with a state directory
 * and without.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"

/* Logs in as soon as that can be. */
static void
await_login(struct conn *conn)
{
	const usec end = deadline();

	for (;;) {
		conn_say(conn, "login ali pw");
		const struct str line = conn_line(conn);
		if (pattern_matches("ok login ali", line))
			return;
		MUST(pattern_matches("err login unavailable ...", line) &&
			deadline_pause(end),
		    "got \"%.*s\"", (int)line.len, line.at);
	}
}

static void
is_killed(struct server *server, struct conn *ali, struct conn *bob)
{
	const pid_t keeper = keeper_find(server);
	struct str line;

	/* Asked before it dies; on a busy machine the next is there by now. */
	keeper_signal(server, SIGSTOP);
	conn_ask(bob, "ping\nlogin ali pw", "ok ping");
	conn_ask(ali, "ping", "ok ping");
	keeper_signal(server, SIGKILL);
	server_expect(server,
	    "keeper: pid %ld ended, signal 9; restarting in 100 ms",
	    (long)keeper);
	server_pace(server, SEC);
	line = conn_line(bob);
	TAP_OK(pattern_matches("err login unavailable ...", line) ||
		pattern_matches("ok login ali", line),
	    "it is killed");
	conn_ask(ali, "send 1 hello", "msg * 1 ali hello");
	conn_expect(bob, "msg * 1 ali hello");
	conn_ask(bob, "name ali", "err name name-taken ...");
	PASS("others talk, and names are kept");
	await_login(bob);
	TAP_OK(keeper_find(server) != keeper, "there is another");
}

/* From now on, requests wait for at most this many seconds. */
static void
hold_for(struct server *server, const char *config, int seconds)
{
	char text[512];

	(void)snprintf(
	    text, sizeof(text), "%shold_time %d\n", config, seconds); /* fits */
	server_reload(server, text);
}

static void
hangs(struct server *server, const char *config, struct conn *ali,
    struct conn *bob)
{
	hold_for(server, config, 60);
	keeper_signal(server, SIGSTOP);
	conn_ask(bob, "ping\nlogin ali pw\nping", "ok ping");
	server_pace(server, 30 * SEC);
	conn_ask(ali, "send 1 hello", "msg * 1 ali hello");
	conn_expect(bob, "msg * 1 ali hello");
	server_pace(server, 30 * SEC);
	conn_expect(bob, "err login unavailable ...");
	conn_expect(bob, "ok ping");
	PASS("it hangs, and who waits for it is told so");
	hold_for(server, config, 600);
	/* It has been asked in the turn in which others hear that. */
	conn_say(bob, "send 1 now\nlogin ali wrong");
	conn_expect(ali, "msg * 1 bob now");
	keeper_signal(server, SIGCONT);
	conn_expect(bob, "msg * 1 bob now");
	conn_expect(bob, "err login not-allowed ...");
	PASS("it goes on, and an answer that is late is nobody's");
	await_login(bob);
}

static void
goes_on(const char *config)
{
	char text[512];
	(void)snprintf(text, sizeof(text), "%shold_time 600\n", config);
	struct server *server =
	    server_start(&(struct setup) { .config = text, .paced = true });
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *bob;

	conn_ask(ali, "register pw", "ok register ali");
	bob = conn_member(server, "bob", "1");
	conn_expect(ali, "join * 1 bob");
	is_killed(server, ali, bob);
	hangs(server, config, ali, bob);
	server_stop(server);
}

int
main(void)
{
	goes_on(keeper_config());
	goes_on(KEEPER_QUICK);
	return tap_done();
}
