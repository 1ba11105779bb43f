/*
 * A front for clients that send no line ends: each send of theirs is a command,
 * and each write to them is a message. A command ends at a pause or at a LF.
 * forkcast-protocol(7), CHUNKS.
 */
#include "shared/grammar.h"
#include "worker/conn/front.h"
#include "worker/fronts/native.h"

#define PAUSE (150 * MSEC)

/*
 * Claims a client that has sent bytes without a line end and then has paused.
 */
static enum claim
claims(const struct conn *conn, enum front_why why)
{
	if (conn->chunk_time == 0)
		return CLAIM_NO;
	return why == FRONT_PAUSE && buf_len(&conn->in) > 0 ? CLAIM_YES :
							      CLAIM_WAIT;
}

/* Takes the bytes without a LF as a command, which the pause has ended. */
static void
take_rest(struct conn *conn)
{
	const struct str rest = buf_str(&conn->in);

	if (conn->in.skipping) {
		conn->in.skipping = false;
		native_refuse_long(conn);
	} else if (native_admits(conn, rest, true)) {
		native_take(conn, rest);
	} else {
		return;
	}
	buf_drop(&conn->in, rest.len);
}

static void
input(struct conn *conn, enum front_why why)
{
	native_take_lines(conn);
	if (why != FRONT_BYTES && conn_ready(conn))
		take_rest(conn);
}

static void
show_message(struct buf *out, const struct command *said)
{
	/* msg ID G NAME TEXT, tell ID FROM TO TEXT */
	const bool tell = said->rule->verb == VERB_TELL;

	(void)BUF_CAT(out, tell ? said->arg[1] : said->arg[2], STR(": "),
	    said->arg[3]); /* no longer than the line: it fits */
}

static void
show_error(struct buf *out, const struct command *said)
{
	if (!str_eq(said->arg[0], STR("-")))
		(void)BUF_CAT(out, said->arg[0], STR(": ")); /* fits */
	(void)BUF_CAT(out, said->arg[2]); /* fits */
}

static void
show_bye(struct buf *out, const struct command *said)
{
	if (!str_eq(said->arg[0], bye_word(BYE_QUIT)))
		(void)BUF_CAT(out, said->arg[1]); /* fits */
}

/* Shows a line of a list. Lists are not messages, so each line ends in a LF. */
static void
show_line(struct buf *out, const struct command *said)
{
	for (size_t i = 0; i < said->count; i++)
		(void)BUF_CAT(out, i > 0 ? STR(" ") : STR(""),
		    said->arg[i]); /* no longer than the line: it fits */
	(void)BUF_CAT(out, STR("\n")); /* fits */
}

/* Shows the one ok that carries a reply: ok time ID DATE. */
static void
show_ok(struct buf *out, const struct command *said)
{
	struct str rest = said->arg[1];

	if (!str_eq(said->arg[0], STR("time")))
		return;
	(void)str_word(&rest);
	(void)BUF_CAT(out, rest, STR("\n")); /* fits */
}

static void (*const shows[])(struct buf *out, const struct command *said) = {
	[CHUNK_MESSAGE] = show_message,
	[CHUNK_ERROR] = show_error,
	[CHUNK_BYE] = show_bye,
	[CHUNK_LINE] = show_line,
	[CHUNK_OK] = show_ok,
};

static void
output(struct conn *conn, struct str line)
{
	struct command said;

	if (grammar_parse(line, FROM_SERVER, &said) == CODE_OK &&
	    shows[said.rule->chunk] != NULL)
		shows[said.rule->chunk](&conn->out, &said);
}

const struct front front_chunk = { .claims = claims,
	.input = input,
	.output = output,
	.pause = PAUSE,
	.apart = true };
