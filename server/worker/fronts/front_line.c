/*
 * The native front: commands are lines, and the client gets the router's
 * lines as they are. forkcast-protocol(7).
 */
#include "worker/conn/front.h"
#include "worker/fronts/native.h"

/*
 * Whoever ends a line, or has said too much for one, or has ended; and who
 * speaks something else, for whom it is the end. A pause is for chunks.
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

/* An unfinished line at the end of input is no command. */
static void
input(struct conn *conn, enum front_why why)
{
	(void)why;
	native_take_lines(conn);
}

const struct front front_line = { .claims = claims, .input = input };
