/*
 * The fronts of all clients but IRC's (../conn/front.h). The native protocol:
 * lines, where the client gets the router's lines unchanged, and chunks; both
 * recognize foreign protocols before the client has a name, and a single word
 * as a name. forkcast-protocol(7).
 */
#include "shared/grammar.h"
#include "shared/message_lines.h"
#include "worker/conn/conn.h"
#include "worker/conn/front.h"

/*
 * Returns whether a first word is of HTTP, whose version 2 begins with PRI, or
 * of mail, in either case.
 */
static bool
is_foreign_word(struct str word)
{
	return conn_has_word(STR("connect delete get head options patch post "
				 "pri put trace ehlo helo"),
	    word);
}

/*
 * Returns whether the line ends in "HTTP/" and a version, as a request with any
 * method does.
 */
static bool
ends_in_version(struct str line)
{
	const struct str http = STR("HTTP/");
	size_t len = line.len;

	while (len > 0 && strchr(".0123456789", line.at[len - 1]) != NULL)
		len--;
	return len >= http.len && len < line.len &&
	    str_caseeq(
		(struct str) { line.at + len - http.len, http.len }, http);
}

/* Returns whether the first bytes alone show another protocol, such as TLS. */
static bool
begins_foreign(struct str line)
{
	return str_begins(line, STR("\x16\x03")) ||
	    str_begins(line, STR("SSH-"));
}

bool
native_is_foreign(struct str line, bool whole)
{
	struct str rest, word;

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (begins_foreign(line))
		return true;
	rest = str_strip_front(line);
	word = str_word(&rest);
	if (!whole && rest.at == NULL)
		return false; /* more of the word may come */
	return is_foreign_word(word) ||
	    (str_strip_front(rest).len > 0 &&
		grammar_find(word, FROM_CLIENT) == NULL) ||
	    (whole && ends_in_version(line));
}

/*
 * Returns the first line of the input up to its LF, or the part that has come.
 */
static struct str
first_line(const struct conn *conn, bool *whole)
{
	struct str rest = buf_str(&conn->in);
	const struct str line = str_cut(&rest, '\n');

	*whole = rest.at != NULL;
	return line;
}

/*
 * Returns whether the line, whole or not, is of another protocol. No longer
 * once the client has a name, or has asked for one: a browser's first line asks
 * for none.
 */
static bool
is_foreign(const struct conn *conn, struct str line, bool whole)
{
	return conn->name_len == 0 && conn->names_owed == 0 &&
	    native_is_foreign(line, whole);
}

/*
 * Returns whether the line, whole or not, may be parsed; a foreign one ends the
 * connection. To be called only if conn_ready, which may be false afterwards.
 */
static bool
native_admits(struct conn *conn, struct str line, bool whole)
{
	if (is_foreign(conn, line, whole))
		conn_end(conn, BYE_PROTOCOL);
	return !conn->refused;
}

/*
 * Returns whether the line is a single word that claims a name: the client has
 * none, no name waits for its answer, and the word is no command.
 */
static bool
is_bare_name(const struct conn *conn, struct str line)
{
	struct str rest = line;
	const struct str word = str_word(&rest);

	return conn->name_len == 0 && conn->names_owed == 0 && word.len > 0 &&
	    rest.at == NULL && grammar_find(word, FROM_CLIENT) == NULL;
}

static void
take_name(struct conn *conn, struct str name)
{
	char room[sizeof("name ") + LIMIT_LINE];
	struct buf line;

	buf_init(&line, room, sizeof(room));
	(void)BUF_CAT(&line, STR("name "), name);
	conn_command(conn, buf_str(&line));
}

/*
 * A message of several lines: "lines TO N", and then N times "send TO TEXT", or
 * "tell NAME TEXT" if TO is "@NAME", where the text may be empty. They are
 * collected here and go up as one command, which has one answer, so that the
 * router gets all of them or none. Any other line in their place ends them:
 * "lines" is refused, and that line counts. A process has one connection, whose
 * conn->collects says how many lines are still to come.
 */
static struct {
	enum code code; /* why it will be refused; CODE_OK: it will not */
	size_t to_len;
	char to[LIMIT_GROUP + 3];
	struct message_lines lines;
} message;

static void
refuse_line(struct conn *conn, enum code code)
{
	struct excess over = { 0 };

	if (code == CODE_TOO_LONG)
		over.limit = LIMIT_LINES_TEXT;
	else if (code == CODE_TOO_MANY)
		over.limit = LIMIT_LINES;
	conn->collects = 0;
	conn_refuse(conn, VERB_LINES, code, over);
}

/* Ends the message with its last line: sends "lines TO LENGTHS TEXT" up. */
static void
finish_message(struct conn *conn)
{
	char room[LIMIT_LINE];
	struct buf buf;

	if (message.code == CODE_OK && !message.lines.has_text)
		message.code = CODE_BAD_TEXT;
	if (message.code != CODE_OK) {
		refuse_line(conn, message.code);
		return;
	}
	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, STR("lines "),
	    (struct str) { message.to, message.to_len }, STR(" "),
	    message_lines_lengths(&message.lines), STR(" "),
	    message_lines_text(&message.lines)); /* fits, by limits.h */
	conn_command(conn, buf_str(&buf));
}

static void
add(struct conn *conn, enum code code, struct str text)
{
	if (message.code == CODE_OK && code == CODE_OK)
		code = message_lines_add(
		    &message.lines, (struct message_line) { text, false });
	if (message.code == CODE_OK)
		message.code = code;
	if (--conn->collects == 0)
		finish_message(conn);
}

/* Returns whether the line is one of the message, and its text. */
static bool
is_of_message(struct str line, struct str *text)
{
	struct str to = { message.to, message.to_len };
	const bool is_private = str_skip(&to, STR("@"));
	const struct str verb = str_word(&line), target = str_word(&line);

	*text = line.at != NULL ? line : STR("");
	return str_eq(verb, is_private ? STR("tell") : STR("send")) &&
	    str_caseeq(target, to);
}

/* Begins a message of so many lines. */
static void
begin_message(struct conn *conn, struct str to, struct str number)
{
	uint64_t count;

	if (!str_to_number(number, UINT64_MAX, &count) || count == 0) {
		refuse_line(conn, CODE_BAD_COMMAND);
		return;
	}
	conn->collects = (size_t)count;
	message.code = count <= LIMIT_LINES ? CODE_OK : CODE_TOO_MANY;
	message.to_len = to.len;
	memcpy(message.to, to.at, to.len);
	message_lines_clear(&message.lines);
}

/*
 * Takes a line if it begins such a message or is one of its lines; returns
 * false if it is another command.
 */
static bool
take_of_message(struct conn *conn, struct str line)
{
	struct command command;
	struct str text;

	if (conn->collects > 0 && is_of_message(line, &text)) {
		add(conn, CODE_OK, text);
		return true;
	}
	if (conn->collects > 0)
		refuse_line(conn, CODE_BAD_COMMAND);
	if (!str_begins(line, STR("lines ")) ||
	    grammar_parse(line, FROM_CLIENT, &command) != CODE_OK ||
	    command.count != 2)
		return false;
	begin_message(conn, command.arg[0], command.arg[1]);
	return true;
}

/*
 * Takes one line, without its end. A CR at the end is dropped, and an empty or
 * blank line only counts. Before the client has a name, a line of one word is
 * its name.
 */
static void
native_take(struct conn *conn, struct str line)
{
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	line = str_strip_front(line);
	if (line.len == 0)
		conn_count(conn, 0);
	else if (take_of_message(conn, line))
		return;
	else if (is_bare_name(conn, str_strip(line)))
		take_name(conn, str_strip(line));
	else
		conn_command(conn, line);
}

static void
native_refuse_long(struct conn *conn)
{
	if (conn->collects > 0)
		add(conn, CODE_TOO_LONG, STR(""));
	else
		conn_refuse(conn, VERB_NONE, CODE_TOO_LONG,
		    (struct excess) { .limit = LIMIT_LINE });
}

/*
 * Takes all whole lines, one by one, as long as conn_ready, and native_admits
 * them.
 */
static void
native_take_lines(struct conn *conn)
{
	struct str line;

	while (conn_ready(conn)) {
		bool whole;
		const struct str first = first_line(conn, &whole);
		if (!conn->in.skipping && !native_admits(conn, first, whole))
			return;
		switch (buf_line(&conn->in, &line)) {
		case LINE_TOO_LONG:
			native_refuse_long(conn);
			break;
		case LINE_WHOLE:
			native_take(conn, line);
			buf_drop_line(&conn->in, line);
			break;
		default:
			return;
		}
	}
}

/*
 * Claims a client that has ended a line, has sent too much for a line, or has
 * ended its input. Also claims a foreign client, in order to refuse it. After a
 * pause the client is left to the front for chunks.
 */
static enum claim
claims(const struct conn *conn, enum front_why why)
{
	bool whole;
	const struct str line = first_line(conn, &whole);

	if (why == FRONT_END || whole || line.len >= LIMIT_LINE ||
	    is_foreign(conn, line, whole))
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

/*
 * Clients that send no line ends: each send of theirs is a command, and each
 * write to them is a message. A command ends at a pause or at a LF.
 * forkcast-protocol(7), CHUNKS.
 */

#define PAUSE (150 * MSEC)

/*
 * Claims a client that has sent bytes without a line end and then has paused.
 */
static enum claim
chunk_claims(const struct conn *conn, enum front_why why)
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
chunk_input(struct conn *conn, enum front_why why)
{
	native_take_lines(conn);
	if (why != FRONT_BYTES && conn_ready(conn))
		take_rest(conn);
}

/* Shows the one ok that carries a reply, ok time ID DATE. */
static void
show_time(struct buf *out, const struct command *said)
{
	struct str rest = said->arg[1];

	if (said->rule->verb != VERB_OK || !str_eq(said->arg[0], STR("time")))
		return;
	(void)str_word(&rest);
	(void)BUF_CAT(out, rest, STR("\n"));
}

/* What is shown is no longer than the line, and fits CONN_MADE. */
static void
chunk_output(struct conn *conn, struct str line)
{
	struct buf *out = &conn->out;
	struct command said;
	const struct str *arg = said.arg;

	if (grammar_parse(line, FROM_SERVER, &said) != CODE_OK)
		return;
	switch (said.rule->chunk) {
	case CHUNK_MESSAGE: /* msg ID G NAME TEXT, tell ID FROM TO TEXT */
		(void)BUF_CAT(out, arg[said.rule->verb == VERB_TELL ? 1 : 2],
		    STR(": "), arg[3]);
		break;
	case CHUNK_ERROR:
		if (!str_eq(arg[0], STR("-")))
			(void)BUF_CAT(out, arg[0], STR(": "));
		(void)BUF_CAT(out, arg[2]);
		break;
	case CHUNK_BYE:
		if (!str_eq(arg[0], bye_word(BYE_QUIT)))
			(void)BUF_CAT(out, arg[1]);
		break;
	case CHUNK_LINE: /* of a list, which is no message: with a LF */
		for (size_t i = 0; i < said.count; i++)
			(void)BUF_CAT(out, i > 0 ? STR(" ") : STR(""), arg[i]);
		(void)BUF_CAT(out, STR("\n"));
		break;
	case CHUNK_OK:
		show_time(out, &said);
		break;
	default:
		break;
	}
}

const struct front front_chunk = { .claims = chunk_claims,
	.input = chunk_input,
	.output = chunk_output,
	.pause = PAUSE,
	.apart = true };
