/*
 * The native front: commands are lines, and the client gets the router's
 * lines as they are. forkcast-protocol(7).
 */
#include "worker/front.h"

/*
 * Whoever ends a line, or may not speak in chunks, or has said too much; and
 * who speaks something else, for whom it is the end.
 */
static bool
claims(const struct conn *conn, enum front_why why)
{
	const struct str said = buf_str(&conn->in);

	return why == FRONT_END || conn->chunk_time == 0 ||
	    said.len >= LIMIT_LINE || conn_is_foreign(conn) ||
	    (said.len > 0 && memchr(said.at, '\n', said.len) != NULL);
}

/* CR LF is taken too, and an empty line is nothing. */
static void
take_line(struct conn *conn, struct str line)
{
	struct str bare = line;

	if (bare.len > 0 && bare.at[bare.len - 1] == '\r')
		bare.len--;
	if (bare.len > 0)
		conn_command(conn, bare);
	buf_drop_line(&conn->in, line);
}

/* An unfinished line at the end of input is no command. */
static void
input(struct conn *conn, enum front_why why)
{
	struct str line;

	(void)why;
	while (conn_ready(conn)) {
		switch (conn_line(conn, &line)) {
		case LINE_WHOLE:
			take_line(conn, line);
			break;
		case LINE_TOO_LONG:
			conn_refuse(conn, CODE_TOO_LONG);
			break;
		case LINE_NONE:
			return;
		}
	}
}

const struct front front_line = { .claims = claims, .input = input };
