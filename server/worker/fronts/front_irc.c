/*
 * The front of IRC. A client that begins as an IRC client does is one for the
 * whole connection. forkcast-irc(7).
 */
#include "worker/conn/front.h"
#include "worker/irc/session.h"

/* The first words of an IRC client. */
static const struct {
	struct str word;
	bool capitals; /* counts only in capitals */
} words[] = {
	{ LIT("CAP"), false },
	{ LIT("NICK"), false },
	{ LIT("USER"), false },
	{ LIT("AUTHENTICATE"), false },
	{ LIT("PASS"), true },
	{ LIT("PING"), true },
};

static bool
is_end(char byte)
{
	return byte == ' ' || byte == '\r' || byte == '\n';
}

/*
 * Returns the first word, skipping line ends and spaces before it. Sets *whole
 * if the word has ended.
 */
static struct str
first_word(struct str said, bool *whole)
{
	size_t len = 0;

	while (said.len > 0 && is_end(said.at[0]))
		str_drop(&said, 1);
	while (len < said.len && !is_end(said.at[len]))
		len++;
	*whole = len < said.len;
	return (struct str) { said.at, len };
}

/*
 * Returns whether the word, or the part of it that has come, is one of words[].
 */
static bool
may_be(struct str said, bool whole)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		struct str word = words[i].word;
		if (said.len > word.len || (whole && said.len < word.len))
			continue;
		word.len = said.len;
		if (words[i].capitals ? str_eq(word, said) :
					str_caseeq(word, said))
			return true;
	}
	return false;
}

static enum claim
claims(const struct conn *conn, enum front_why why)
{
	bool whole;
	const struct str word = first_word(buf_str(&conn->in), &whole);

	if (conn->native || word.len == 0)
		return CLAIM_NO;
	if (word.at[0] == '@' || word.at[0] == ':')
		return CLAIM_YES;
	if (!may_be(word, whole))
		return CLAIM_NO;
	if (whole)
		return CLAIM_YES;
	return why == FRONT_BYTES ? CLAIM_WAIT : CLAIM_NO;
}

static struct irc *
session(struct conn *conn)
{
	struct irc *irc = conn->state;

	irc->conn = conn;
	return irc;
}

/*
 * Takes the next line. Returns false if there is none, or if it must wait and
 * be given again.
 */
static bool
front_irc_take_line(struct irc *irc)
{
	struct conn *conn = irc->conn;
	struct str line = STR("");

	if (!irc->is_too_long) {
		const enum line_found found = conn_line(conn, &line);
		if (found == LINE_NONE)
			return false;
		irc->is_too_long = found == LINE_TOO_LONG;
	}
	if (!irc_command(irc, line))
		return false;
	if (!irc->is_too_long)
		buf_drop_line(&conn->in, line);
	irc->is_too_long = false;
	return true;
}

/* Takes lines until QUIT; input after QUIT is dropped. */
static void
input(struct conn *conn, enum front_why why)
{
	struct irc *irc = session(conn);

	(void)why;
	conn->drains = false;
	while (!irc->has_quit && conn_ready(conn) && front_irc_take_line(irc))
		continue;
	if (irc->has_quit)
		buf_drop(&conn->in, buf_len(&conn->in));
}

static void
front_irc_hear(struct conn *conn, const struct command *said,
    const struct ask *ask, enum relation relation)
{
	irc_hear(session(conn), said, ask, relation);
}

static void
written(struct conn *conn)
{
	irc_letters_written(session(conn));
}

const struct front front_irc = { .claims = claims,
	.input = input,
	.hear = front_irc_hear,
	.written = written,
	.line = IRC_LINE,
	.state = sizeof(struct irc) };
