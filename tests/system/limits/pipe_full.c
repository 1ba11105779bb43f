/*
 * A member that reads odd amounts at odd times, so that its pipe is full within
 * lines and ranges of any length, still gets the same bytes as all others, in
 * the same order.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "shared/io.h"
#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/scratch.h"

#define BYTES ((size_t)3 * 1024 * 1024) /* of commands */
#define STREAM_MOST (2 * BYTES)

/* The bytes sent to a member since all have joined. */
struct stream {
	struct conn *conn;
	char *data;
	size_t len;
};

/* Commands of all lengths, whole lines; the number of bytes. */
static size_t
make_commands(char *commands)
{
	size_t len = 0;

	while (len + LIMIT_LINE < BYTES) {
		const size_t text =
		    dice_once_in(2) ? 1 + dice(LIMIT_TEXT) : 1 + dice(100);
		len += (size_t)snprintf(commands + len, BYTES - len,
		    "send 1 %s\n", filler(text)); /* fits: just seen */
	}
	return len;
}

static bool
hear(struct stream *stream, size_t most)
{
	const size_t room = STREAM_MOST - stream->len;
	const ssize_t count = io_read(stream->conn->fd,
	    stream->data + stream->len, most < room ? most : room);

	MUST(count != 0 && count != IO_FAIL, "%s: the connection ended",
	    stream->conn->label);
	stream->len += count > 0 ? (size_t)count : 0;
	return count > 0;
}

static bool
has_all(const struct stream *stream)
{
	const struct str end = STR("\nok ping end\n");

	return stream->len >= end.len &&
	    memcmp(stream->data + stream->len - end.len, end.at, end.len) == 0;
}

/* One step of both; the odd one reads now and then. */
static bool
step(struct stream *even, struct stream *odd)
{
	bool moved = hear(even, STREAM_MOST);

	if (!moved || dice_once_in(3))
		moved = hear(odd, 1 + dice(9000)) || moved;
	return moved;
}

static void
talk(struct stream *even, struct stream *odd, const char *data, size_t len)
{
	const usec end = deadline();
	size_t said = 0;

	while (said < len || !has_all(even)) {
		MUST(!deadline_passed(end), "it does not come to its end");
		const size_t taken =
		    conn_push(even->conn, data + said, len - said, 0);
		said += taken;
		if (!step(even, odd) && taken == 0)
			(void)deadline_pause(end);
	}
}

static struct stream
stream_of(struct conn *conn)
{
	struct stream stream = { .conn = conn, .data = malloc(STREAM_MOST) };

	MUST(stream.data != NULL, "out of memory");
	return stream;
}

/*
 * Checks that both hear the same bytes from a server that may have so many
 * clients.
 */
static void
hear_the_same(const char *most, const char *commands, size_t len)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	struct server *server = server_start(
	    &(struct setup) { .listen = { path }, .args = { "-m", most } });
	struct stream even = stream_of(conn_member(server, "even", "1"));
	struct stream odd = stream_of(conn_member(server, "odd", "1"));
	conn_expect(even.conn, "join * 1 odd");
	talk(&even, &odd, commands, len);
	/* Its own last line is the one before ping's answer. */
	const size_t whole = even.len - strlen("ok ping end\n");
	const usec end = deadline();
	while (odd.len < whole)
		if (!hear(&odd, 1 + dice(9000)))
			MUST(deadline_poll(odd.conn->fd, POLLIN, end),
			    "odd got %zu of %zu bytes", odd.len, whole);
	TAP_OK(odd.len == whole && memcmp(odd.data, even.data, whole) == 0,
	    "%s clients: %zu bytes in odd parts are the same %zu", most,
	    odd.len, whole);
	conn_say(odd.conn, "ping");
	conn_expect(odd.conn, "ok ping");
	PASS("and nothing else comes");
	free(even.data);
	free(odd.data);
	conn_close(even.conn);
	conn_close(odd.conn);
	server_stop(server);
}

int
main(void)
{
	char *commands = malloc(BYTES + LIMIT_LINE);

	MUST(commands != NULL, "out of memory");
	dice_begin();
	size_t len = make_commands(commands);
	len += (size_t)snprintf(commands + len, LIMIT_LINE, "ping end\n");
	hear_the_same("100", commands, len);
	hear_the_same("1300", commands, len); /* its pipes begin small */
	free(commands);
	return tap_done();
}
