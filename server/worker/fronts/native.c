/*
 * The native protocol's lines, and their front, where the client gets the
 * router's lines unchanged: see native.h.
 */
#include "worker/fronts/native.h"

#include "shared/message_lines.h"
#include "worker/conn/front.h"
#include "worker/conn/greeting.h"

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
 * once the client has a name.
 */
static bool
is_foreign(const struct conn *conn, struct str line, bool whole)
{
	return conn->name_len == 0 &&
	    greeting_read(line, whole) == GREETING_FOREIGN;
}

bool
native_admits(struct conn *conn, struct str line, bool whole)
{
	if (!is_foreign(conn, line, whole))
		return true;
	if (conn->names_owed > 0)
		conn->awaits_name = true;
	else
		conn_end(conn);
	return false;
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
	enum code code = name_check(name);

	if (code == CODE_OK && greeting_read(name, true) == GREETING_NO_NAME)
		code = CODE_BAD_NAME;
	if (code == CODE_OK)
		conn_name(conn, name);
	else
		conn_refuse_over(
		    conn, VERB_NAME, code, grammar_excess_of(ARG_NAME, name));
}

/*
 * A message of several lines: "lines TO N", and then N times "send TO TEXT", or
 * "tell NAME TEXT" if TO is "@NAME", where the text may be empty. They are
 * collected here and go up as one command, which has one answer, so that the
 * router gets all of them or none. Any other line in their place ends them:
 * "lines" is refused, and that line counts. A process has one connection, whose
 * conn->collects says whether there is one.
 */
static struct {
	size_t left; /* lines that are still to come */
	enum code code; /* why it will be refused; CODE_OK: it will not */
	size_t to_len;
	char to[LIMIT_GROUP + 3];
	struct message_lines lines;
} message;

static void
refuse(struct conn *conn, enum code code)
{
	struct excess over = { 0 };

	if (code == CODE_TOO_LONG)
		over.limit = LIMIT_LINES_TEXT;
	else if (code == CODE_TOO_MANY)
		over.limit = LIMIT_LINES;
	conn->collects = false;
	conn_refuse_over(conn, VERB_LINES, code, over);
}

/* Sends "lines TO LENGTHS TEXT" up. */
static void
send_up(struct conn *conn)
{
	char room[LIMIT_LINE];
	struct buf buf;

	conn->collects = false;
	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, STR("lines "),
	    (struct str) { message.to, message.to_len }, STR(" "),
	    message_lines_lengths(&message.lines), STR(" "),
	    message_lines_text(&message.lines)); /* fits, by limits.h */
	conn_command(conn, buf_str(&buf));
}

/* Ends the message with its last line. */
static void
finish(struct conn *conn)
{
	if (message.code == CODE_OK && !message.lines.has_text)
		message.code = CODE_BAD_TEXT;
	if (message.code == CODE_OK)
		send_up(conn);
	else
		refuse(conn, message.code);
}

static void
add(struct conn *conn, enum code code, struct str text)
{
	if (message.code == CODE_OK && code == CODE_OK)
		code = message_lines_add(
		    &message.lines, (struct message_line) { text, false });
	if (message.code == CODE_OK)
		message.code = code;
	if (--message.left == 0)
		finish(conn);
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
begin(struct conn *conn, struct str to, struct str number)
{
	uint64_t count;

	if (!str_to_number(number, UINT64_MAX, &count) || count == 0) {
		refuse(conn, CODE_BAD_COMMAND);
		return;
	}
	conn->collects = true;
	message.left = (size_t)count;
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

	if (conn->collects && is_of_message(line, &text)) {
		add(conn, CODE_OK, text);
		return true;
	}
	if (conn->collects)
		refuse(conn, CODE_BAD_COMMAND);
	if (!str_begins(line, STR("lines ")) ||
	    grammar_parse(line, FROM_CLIENT, &command) != CODE_OK ||
	    command.count != 2)
		return false;
	begin(conn, command.arg[0], command.arg[1]);
	return true;
}

/* Takes a line that was too long, if it is one of a message. */
static bool
take_long_of_message(struct conn *conn)
{
	if (!conn->collects)
		return false;
	add(conn, CODE_TOO_LONG, STR(""));
	return true;
}

void
native_take(struct conn *conn, struct str line)
{
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (line.len == 0 || take_of_message(conn, line))
		return;
	if (is_bare_name(conn, line))
		take_name(conn, line);
	else
		conn_command(conn, line);
}

void
native_refuse_long(struct conn *conn)
{
	if (take_long_of_message(conn))
		return;
	conn_refuse_over(conn, VERB_NONE, CODE_TOO_LONG,
	    (struct excess) { .limit = LIMIT_LINE });
}

/* Finds the next line, as conn_line does, if native_admits it. */
static enum line_found
next_line(struct conn *conn, struct str *line)
{
	bool whole;
	const struct str first = first_line(conn, &whole);

	if (!conn->in.skipping && !native_admits(conn, first, whole))
		return LINE_NONE;
	return conn_line(conn, line);
}

void
native_take_lines(struct conn *conn)
{
	struct str line;
	enum line_found found;

	while (
	    conn_ready(conn) && (found = next_line(conn, &line)) != LINE_NONE) {
		if (found == LINE_TOO_LONG) {
			native_refuse_long(conn);
			continue;
		}
		native_take(conn, line);
		buf_drop_line(&conn->in, line);
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
