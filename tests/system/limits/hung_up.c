/*
 * A client that has hung up is gone within grace, however much it has sent: its
 * lines run at their own rate until then, and the rest is dropped and counted.
 * The server waits for a client that has only shut down its sending side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define MUCH ((size_t)3 << 20) /* hours of it */
#define PATIENCE (200 * MSEC)

#define GRACE (20 * SEC)
#define BURST 30 /* lines, and then one a second */

static const char *const config = "grace 20\nline_rate 1\nline_burst 30\n";

/* Says something, then more pings than will ever be run. */
static void
flood(struct conn *conn)
{
	char *pings = malloc(MUCH);

	MUST(pings != NULL, "no memory");
	for (size_t i = 0; i < MUCH; i++)
		pings[i] = "ping\n"[i % 5];
	conn_say(conn, "send 1 first");
	(void)conn_push(conn, pings, MUCH, PATIENCE);
	free(pings);
}

static void
goes(struct server *server, const char *how, void (*hang_up)(struct conn *))
{
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *javad = conn_member(server, "javad", "1");

	conn_expect(ali, "join * 1 javad");
	flood(javad);
	hang_up(javad);
	conn_expect(ali, "msg * 1 javad first");
	server_pace(server, SEC); /* it is found when it is answered */
	server_pace(server, GRACE + SEC);
	conn_expect(ali, "quit * javad");
	PASS("%s: it is gone long before all is run", how);
	/* Its worker is killed if it has not ended by itself in time. */
	server_expect(server, "ended: javad * pid *, bye ...");
	conn_ask(ali, "name javad", "name * ali javad");
	PASS("its name is free");
	conn_close(ali);
	server_expect_workers(server, 0);
}

/*
 * Lines that are few enough run, though nobody hears their answers. They are
 * said at once: what the client's own system has not sent, close drops.
 */
static void
last_words_run(struct server *server)
{
	const char words[] = "send 1 one\nsend 1 two\nsend 1 three\n";
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *javad = conn_member(server, "javad", "1");

	conn_expect(ali, "join * 1 javad");
	conn_send(javad, words, strlen(words));
	conn_close(javad);
	conn_expect(ali, "msg * 1 javad one");
	conn_expect(ali, "msg * 1 javad two");
	conn_expect(ali, "msg * 1 javad three");
	conn_expect(ali, "quit * javad");
	PASS("the last words of who hangs up are heard");
	conn_close(ali);
}

/* nc -N: it reads until it has all of its answers. */
static void
half_closed_is_waited_for(struct server *server)
{
	enum { LINES = 80 }; /* longer than grace, beyond the burst */
	struct conn *nc = conn_named(server, "nc");

	for (int i = 0; i < LINES; i++)
		conn_say(nc, "ping %d", i);
	conn_finish(nc);
	for (int i = 0; i < BURST - 1; i++) /* the name was a line, too */
		conn_expect(nc, "ok ping %d", i);
	server_pace_later(server, LINES * SEC);
	for (int i = BURST - 1; i < LINES; i++)
		conn_expect(nc, "ok ping %d", i);
	conn_expect(nc, "bye quit ...");
	conn_close(nc);
	PASS("who has only ended its side gets all answers");
}

int
main(void)
{
	char path[SCRATCH_PATH];
	struct server *server =
	    server_start(&(struct setup) { .config = config, .paced = true });

	goes(server, "TCP, closed", conn_close);
	goes(server, "TCP, reset", conn_reset);
	last_words_run(server);
	half_closed_is_waited_for(server);
	server_stop(server);
	scratch_path(path, "socket");
	server = server_start(&(struct setup) {
	    .config = config, .listen = { path }, .paced = true });
	goes(server, "UNIX, closed", conn_close);
	last_words_run(server);
	half_closed_is_waited_for(server);
	server_stop(server);
	return tap_done();
}
