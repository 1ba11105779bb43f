/*
 * A front for clients of the echo service, which get back what they send. It
 * answers by itself: nothing goes up but the end, after a silence or at a first
 * word that ends any connection. RFC 862, forkcast-protocol(7), SERVICES.
 */
#include "worker/conn/conn.h"
#include "worker/conn/front.h"
#include "worker/conn/greeting.h"

struct echo {
	size_t len;
	char first[GREETING_WORD]; /* the client's first bytes */
};

/*
 * Returns whether the client's bytes, with the next ones, begin like another
 * protocol. Only bytes that come before this shows are echoed.
 */
static bool
is_foreign(struct echo *echo, struct str next)
{
	const size_t room = sizeof(echo->first) - echo->len;
	const size_t len = next.len < room ? next.len : room;

	if (len == 0)
		return false;
	memcpy(echo->first + echo->len, next.at, len);
	echo->len += len;
	return greeting_is_foreign_word(
	    (struct str) { echo->first, echo->len });
}

/* Returns the next bytes to echo, as many as there is surely room for. */
static struct str
next_bytes(const struct conn *conn)
{
	struct str bytes = buf_str(&conn->in);

	if (bytes.len > CONN_MADE)
		bytes.len = CONN_MADE;
	return bytes;
}

static void
input(struct conn *conn, enum front_why why)
{
	while (buf_len(&conn->in) > 0 && conn_ready(conn)) {
		const struct str bytes = next_bytes(conn);
		if (is_foreign(conn->state, bytes)) {
			conn_end(conn);
			return;
		}
		conn_reply(conn, bytes);
		buf_drop(&conn->in, bytes.len);
	}
	if (why == FRONT_PAUSE)
		conn_end_silent(conn);
}

/* Shows nothing: the router's lines are not for such a client. */
static void
output(struct conn *conn, struct str line)
{
	(void)conn;
	(void)line;
}

const struct front front_echo = {
	.input = input, .output = output, .state = sizeof(struct echo)
};
