/*
 * After SIGKILL of the server in the middle of much talk, of texts that look
 * like the end, every client gets whole lines only, then bye server-gone, then
 * the end.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/pattern.h"

#define CLIENTS 4
#define BYTES ((size_t)256 * 1024) /* that each says */
#define ROUNDS 5

static struct conn *conns[CLIENTS];

static const char *const words[] = { "bye server-gone", "bye quit goodbye", "x",
	"bye bye bye", "bye" };

static void
enter(const struct server *server)
{
	static const char *const names[CLIENTS] = { "javad", "bye-bye", "ali",
		"sara" };

	for (size_t i = 0; i < CLIENTS; i++)
		conns[i] = conn_member(server, names[i], "1");
}

/* Says as much as is taken at once; nobody reads meanwhile. */
static void
talk(struct conn *conn)
{
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
	static const char *const patterns[] = { "msg * 1 * bye ...",
		"msg * 1 * x ...", "join * 1 *" };

	for (size_t i = 0; i < COUNT(patterns); i++)
		if (pattern_matches(patterns[i], line))
			return true;
	return false;
}

/* How many lines there were before the bye. */
static size_t
read_to_the_end(struct conn *conn)
{
	size_t count = 0;
	struct str line = conn_line(conn);

	for (; is_whole(line); count++)
		line = conn_line(conn);
	MUST(pattern_matches("bye server-gone ...", line),
	    "%s: half a line, or no bye: \"%.*s\"", conn->label, (int)line.len,
	    line.at);
	conn_expect_end(conn);
	return count;
}

static void
try(void)
{
	/* Or workers would not wait until their clients read, in turn. */
	struct server *server = server_start(&(struct setup) { .paced = true });
	size_t count = 0;

	enter(server);
	for (size_t i = 0; i < CLIENTS; i++)
		talk(conns[i]);
	pass_time(dice(5000));
	server_signal(server, SIGKILL);
	for (size_t i = 0; i < CLIENTS; i++) {
		count += read_to_the_end(conns[i]);
		conn_close(conns[i]);
	}
	TAP_OK(count >= CLIENTS, "%zu whole lines, then bye", count);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
}

int
main(void)
{
	dice_begin();
	for (int i = 0; i < ROUNDS; i++)
		try();
	return tap_done();
}
