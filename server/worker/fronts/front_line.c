/*
 * The native front: commands are lines, and the client gets the router's lines
 * unchanged. forkcast-protocol(7).
 */
#include "worker/conn/front.h"
#include "worker/fronts/native.h"

/*
 * Claims a client that has ended a line, has sent too much for a line, or has
 * ended its input. Also claims a foreign client, in order to refuse it. After a
 * pause the client is left to the front for chunks.
 */
static enum claim
claims(const struct conn *conn, enum front_why why)
{
	const struct str said = buf_str(&conn->in);

	if (why == FRONT_END || said.len >= LIMIT_LINE ||
	    native_is_foreign(conn) ||
	    (said.len > 0 && memchr(said.at, '\n', said.len) != NULL))
		return CLAIM_YES;
	return why == FRONT_PAUSE ? CLAIM_NO : CLAIM_WAIT;
}

/* Takes whole lines. An unfinished line at the end of input is no command. */
static void
input(struct conn *conn, enum front_why why)
{
	(void)why;
	native_take_lines(conn);
}

const struct front front_line = { .claims = claims, .input = input };
