/*
 * After SIGKILL of the server in the middle of much talk, of texts that look
 * like the end, every client that reads gets whole lines only, then bye
 * server-gone at once; and no worker is left, nor waits long for who does not
 * read.
 */
#include <signal.h>
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define CLIENTS 4
#define BYTES ((size_t)256 * 1024) /* that each says */
#define ROUNDS 5

/* A worker waits 0.2 s for its client to close, and 0.7 s in all. */
#define SOON (200 * MSEC)
#define LATE SEC

/* Says as much as is taken at once; nobody reads meanwhile. */
static void
talk(struct conn *conn)
{
	static const char *const words[] = { "bye server-gone",
		"bye quit goodbye", "x", "bye bye bye", "bye" };
	static char lines[BYTES + 2 * LIMIT_LINE];
	size_t len = 0;

	while (len < BYTES)
		len += (size_t)snprintf(lines + len, sizeof(lines) - len,
		    "send 1 %s %s\n", words[dice(COUNT(words))],
		    filler(1 + dice(dice_once_in(9) ? 3000 : 60))); /* fits */
	(void)conn_push(conn, lines, len, 0);
}

/* Is it a line as the server makes them? */
static bool
is_whole(struct str line)
{
	return pattern_matches("msg * 1 * bye ...", line) ||
	    pattern_matches("msg * 1 * x ...", line) ||
	    pattern_matches("join * 1 *", line);
}

static void
test_talk(void)
{
	static const char *const names[CLIENTS] = { "javad", "bye-bye", "ali",
		"sara" };
	/* Or workers would not wait until their clients read, in turn. */
	struct server *server = server_start(&(struct setup) { .paced = true });
	struct conn *conns[CLIENTS];
	size_t count = 0;

	for (size_t i = 0; i < CLIENTS; i++)
		conns[i] = conn_member(server, names[i], "1");
	for (size_t i = 0; i < CLIENTS; i++)
		talk(conns[i]);
	pass_time(dice(5000));
	server_signal(server, SIGKILL);
	for (size_t i = 0; i < CLIENTS; i++) {
		while (is_whole(conn_line(conns[i])))
			count++;
		MUST(pattern_matches("bye server-gone ...", conns[i]->line),
		    "half a line, or no bye: \"%.*s\"", (int)conns[i]->line.len,
		    conns[i]->line.at);
		conn_expect_end(conns[i]);
		conn_close(conns[i]);
	}
	TAP_OK(count >= CLIENTS, "%zu whole lines, then bye", count);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
}

static void
test_deaf(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path }, .paced = true });
	struct conn *deaf = conn_member(server, "deaf", "1");
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *readers[] = { ali, conn_member(server, "reza", "1") };
	const pid_t worker = server_worker(server, "ali");
	const pid_t other = server_worker(server, "deaf");

	/* More than the socket and the pipe of who does not read can hold. */
	for (int i = 0; i < 1000; i++) {
		conn_say(javad, "send 1 %s", filler(1000));
		conn_wait_for(javad, "msg ...");
		for (size_t k = 0; k < COUNT(readers); k++)
			conn_wait_for(readers[k], "msg ...");
	}
	server_signal(server, SIGKILL);
	conn_expect(ali, "bye server-gone ...");
	TAP_OK(!proc_is_gone(worker) && !proc_is_gone(other),
	    "who has read all is told at once");
	server_pace_later(server, SOON);
	proc_expect_gone(worker);
	TAP_OK(!proc_is_gone(other), "and gone long before who has not");
	server_pace_later(server, LATE);
	proc_expect_gone(other);
	PASS("for whom nobody waits for long");
	conn_close(deaf);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it was killed");
}

int
main(void)
{
	dice_begin();
	for (int i = 0; i < ROUNDS; i++)
		test_talk();
	test_deaf();
	return tap_done();
}
