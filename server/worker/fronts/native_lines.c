/* Messages of several lines: see native_lines.h. */
#include "worker/fronts/native_lines.h"

#include "shared/message_lines.h"

/*
 * The message that is being collected. A process has one connection, whose
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

bool
native_lines_take(struct conn *conn, struct str line)
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

bool
native_lines_take_long(struct conn *conn)
{
	if (!conn->collects)
		return false;
	add(conn, CODE_TOO_LONG, STR(""));
	return true;
}
