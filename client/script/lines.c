/* Lines until the server has answered them: see lines.h. */
#include "script/lines.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "shared/codes.h"
#include "shared/io.h"
#include "shared/message_lines.h"
#include "shared/names.h"
#include "shared/text/utf8.h"
#include "system/files.h"
#include "text/plural.h"

/* More bytes of input than this cannot be one message. */
#define WHOLE_MOST ((size_t)(2 * LIMIT_LINES_TEXT))

/*
 * Time after a refusal in which nothing is sent. It is short, because the
 * server itself takes its time before it refuses.
 */
#define PAUSE SEC

#define ESC 0x1b

/*
 * Returns the length of the sequence that the ESC at the front begins: of a CSI
 * with its last byte, as programs colour their output; else the ESC alone.
 */
static size_t
escape(struct str text)
{
	size_t at = 2;

	if (text.len < 2 || text.at[1] != '[')
		return 1;
	while (at < text.len && text.at[at] >= ' ' && text.at[at] <= '?')
		at++;
	return at + (at < text.len && text.at[at] >= '@' && text.at[at] <= '~');
}

/*
 * Returns what of a line is sent, in room: it has no CR at its end, and neither
 * control sequences of terminals (CSI of ECMA-48) nor control characters that
 * no text may have. Bytes that are not UTF-8 stay, and so do the formatting
 * codes of IRC.
 */
static struct str
clean(struct str line, char room[LIMIT_LINE])
{
	struct str result = { room, 0 };
	uint32_t c;

	while (line.len > 0) {
		const size_t valid = utf8_decode(line.at, line.len, &c);
		size_t len = valid > 0 ? valid : 1;
		if (line.at[0] == ESC) {
			len = escape(line);
		} else if (valid == 0 ||
		    text_check((struct str) { line.at, len }, LIMIT_TEXT) ==
			CODE_OK) {
			memcpy(room + result.len, line.at, len);
			result.len += len;
		}
		str_drop(&line, len);
	}
	return result;
}

void
lines_init(struct lines *lines, enum verb verb, struct str target)
{
	*lines = (struct lines) {
		.verb = verb,
		.target = target,
		.pause = PAUSE,
		.most = LINES_AT_ONCE,
	};
	buf_init(&lines->input, lines->memory, sizeof(lines->memory));
}

bool
lines_reads(const struct lines *lines)
{
	return !lines->ended && buf_len(&lines->input) < LINES_SIZE / 2;
}

ssize_t
lines_read(struct lines *lines, int fd)
{
	struct buf *input = &lines->input;
	char *room;
	/* A byte is left for the LF that may be missing at the end. */
	const size_t size = buf_room(input, &room) - 1;
	const ssize_t count = io_read(fd, room, size);
	size_t begin;

	if (count > 0)
		buf_filled(input, (size_t)count);
	lines->ended = count == 0;
	if (lines->ended)
		buf_end_line(input);
	/* A line that is far too long does not fill the input. */
	begin = input->end;
	while (begin > input->start && input->data[begin - 1] != '\n')
		begin--;
	if (input->end - begin > LIMIT_LINE && lines->verb != VERB_LINES)
		input->end = begin + LIMIT_LINE;
	return count;
}

void
lines_restart(struct lines *lines)
{
	buf_init(&lines->input, lines->memory, sizeof(lines->memory));
	lines->ended = false;
	lines->number = 0;
}

/* Gets the whole line at a place in the input; false if there is none. */
static bool
line_at(const struct lines *lines, size_t place, struct str *line)
{
	struct str rest = buf_str(&lines->input);

	str_drop(&rest, place);
	const char *lf = rest.len > 0 ? memchr(rest.at, '\n', rest.len) : NULL;
	if (lf == NULL)
		return false;
	*line = (struct str) { rest.at, (size_t)(lf - rest.at) };
	return true;
}

/* Returns the number of the line at a place in the input. */
static size_t
number_at(const struct lines *lines, size_t place)
{
	size_t number = lines->number + 1;
	struct str line;

	for (size_t at = 0; at < place && line_at(lines, at, &line);
	     at += line.len + 1)
		number++;
	return number;
}

static void
take_away(size_t *place, size_t at, size_t len)
{
	if (*place > at)
		*place -= len;
}

/*
 * Removes the line at a place in the input. After another one an empty line
 * stays, for the numbers of the lines.
 */
static void
remove_line(struct lines *lines, size_t at, size_t len)
{
	struct buf *input = &lines->input;
	char *line = input->data + input->start + at;

	if (at == 0) {
		len++; /* its LF, too */
		buf_drop(input, len);
		lines->number++;
	} else {
		memmove(line, line + len, buf_len(input) - at - len);
		input->end -= len;
	}
	take_away(&lines->sent, at, len);
	take_away(&lines->slow, at, len);
}

static void
fail_lines(struct lines *lines, int status)
{
	if (lines->status == EX_OK)
		lines->status = status;
}

static void
refuse_line(
    struct lines *lines, size_t number, enum code code, struct excess over)
{
	char room[CODE_SAID];

	if (lines->verb == VERB_LINES)
		complain("nothing sent: line %zu: %s", number,
		    code_over(code, over, room).at);
	else
		complain("line %zu not sent: %s", number,
		    code_over(code, over, room).at);
	fail_lines(lines, EX_DATAERR);
}

/* Sends a command for the text of the next line; false if that is refused. */
static bool
say_text(struct lines *lines, struct session *session, struct str text)
{
	const bool plain = lines->compose == NULL && !lines->whole;
	char room[2 * LIMIT_LINE];
	struct command parsed;
	struct buf command;

	enum code code = plain ? text_check(text, LIMIT_TEXT) : CODE_OK;
	if (code != CODE_OK) {
		refuse_line(lines, number_at(lines, lines->sent), code,
		    grammar_excess_of(ARG_TEXT, text));
		return false;
	}
	buf_init(&command, room, sizeof(room));
	lines->said = lines->verb;
	if (lines->compose == NULL) {
		(void)BUF_CAT(&command,
		    grammar_row(lines->verb, FROM_CLIENT)->word, STR(" "),
		    lines->target, STR(" "), text); /* it fits */
	} else if (!lines->compose(&command, text, &lines->said)) {
		complain("line %zu not sent: %s", number_at(lines, lines->sent),
		    lines->form);
		fail_lines(lines, EX_DATAERR);
		return false;
	}
	code = grammar_parse(buf_str(&command), FROM_CLIENT, &parsed);
	if (code != CODE_OK) {
		refuse_line(lines, number_at(lines, lines->sent), code,
		    grammar_excess(&parsed, code));
		return false;
	}
	SESSION_SAY(session, lines->said, buf_str(&command));
	return true;
}

/* Takes the next line of the input; false if there is none. */
static bool
next_line(struct lines *lines, struct session *session)
{
	const size_t at = lines->sent;
	char room[LIMIT_LINE];
	struct str line, text = STR("");
	bool said = false;

	if (!line_at(lines, at, &line))
		return false;
	if (line.len >= LIMIT_LINE)
		refuse_line(lines, number_at(lines, at), CODE_TOO_LONG,
		    (struct excess) { .limit = LIMIT_TEXT });
	else
		text = clean(line, room);
	if (text.len > 0)
		said = say_text(lines, session, text);
	if (said) {
		lines->sent += line.len + 1;
		lines->owed++;
	} else {
		remove_line(lines, at, line.len);
		lines->sent += at > 0; /* the empty line */
	}
	return true;
}

/*
 * Makes all of the input one line, the argument of LINES, once it has ended; or
 * refuses it, as soon as it is too much. False if that is not yet possible.
 */
static bool
make_whole(struct lines *lines)
{
	static struct message_lines message;
	enum code code = CODE_OK;
	struct excess over = { .limit = 0 };
	char room[LIMIT_LINE];
	size_t number = 0, at = 0;
	struct str line;

	if (lines->cut || buf_len(&lines->input) == 0 ||
	    (!lines->ended && buf_len(&lines->input) <= WHOLE_MOST))
		return false;
	message_lines_clear(&message);
	while (code == CODE_OK && at < buf_len(&lines->input)) {
		number++;
		code = CODE_TOO_LONG;
		if (!line_at(lines, at, &line) || line.len >= LIMIT_LINE)
			break;
		code = message_lines_add(&message,
		    (struct message_line) { clean(line, room), false });
		at += line.len + 1;
	}
	if (code == CODE_TOO_MANY)
		over.limit = LIMIT_LINES;
	if (code == CODE_TOO_LONG)
		over.limit = LIMIT_LINES_TEXT;
	if (code != CODE_OK)
		refuse_line(lines, number, code, over);
	buf_init(&lines->input, lines->memory, sizeof(lines->memory));
	lines->ended = lines->whole = true;
	return code == CODE_OK && message.has_text &&
	    BUF_CAT(&lines->input, message_lines_lengths(&message), STR(" "),
		message_lines_text(&message), STR("\n"));
}

void
lines_say(struct lines *lines, struct script *script)
{
	struct session *session = &script->session;
	const size_t most = lines->slow > 0 ? 1 : lines->most;

	if (!link_is_joined(&script->link) || clock_mono() < lines->until ||
	    (lines->verb == VERB_LINES && !lines->whole && !make_whole(lines)))
		return;
	while (lines->owed < most && lines->heard == 0 &&
	    session_ready(session) && next_line(lines, session))
		continue;
}

/*
 * Takes an answer to the first line that has none, and removes the line unless
 * it was refused for now. After the last one, those go again. Returns the
 * number of the line.
 */
static size_t
answer_line(struct lines *lines, bool for_now)
{
	struct str line = { NULL, 0 };

	while (line_at(lines, lines->heard, &line) && line.len == 0)
		if (lines->heard > 0)
			lines->heard++;
		else
			remove_line(lines, 0, 0);
	const size_t number = number_at(lines, lines->heard);
	if (for_now)
		lines->heard += line.len + 1;
	else
		remove_line(lines, lines->heard, line.len);
	if (--lines->owed > 0)
		return number;
	if (lines->heard > 0 && lines->slow < lines->sent)
		lines->slow = lines->sent;
	lines->until = lines->heard > 0 ? clock_mono() + lines->pause : 0;
	lines->sent = lines->heard = 0;
	return number;
}

bool
lines_heed(struct lines *lines, const struct script *script,
    const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	const bool for_now =
	    refused && str_eq(line->arg[1], code_word(CODE_SLOW_DOWN));
	char why[SCRIPT_WHY];

	if (lines->owed == 0 || script->session.answered != lines->said)
		return false;
	const size_t number = answer_line(lines, for_now);
	if (!for_now)
		lines->stuck = 0;
	else if (lines->stuck == 0)
		lines->stuck = clock_mono();
	if (!refused || for_now)
		return true;
	fail_lines(lines, EX_NOPERM);
	if (lines->verb == VERB_LINES)
		complain("message refused: %s", script_why(line, why));
	else if (!lines->quiet)
		complain("line %zu refused: %s", number, script_why(line, why));
	return true;
}

size_t
lines_lose(struct lines *lines)
{
	const size_t count = lines->owed;

	while (lines->owed > 0)
		(void)answer_line(lines, false);
	return count;
}

/* Returns when lines_say must be called next. */
static usec
until_of(const struct lines *lines, const struct script *script)
{
	return lines->until > 0 && lines->owed == 0 &&
		link_is_joined(&script->link) &&
		session_ready(&script->session) ?
	    lines->until :
	    WAIT_FOR_EVER;
}

bool
lines_done(const struct lines *lines)
{
	struct str line;

	/* After a cut, a part of a message is not sent. */
	return lines->ended && lines->owed == 0 &&
	    ((lines->verb == VERB_LINES && lines->cut) ||
		!line_at(lines, 0, &line));
}

size_t
lines_unsaid(struct lines *lines)
{
	size_t count = 0, at = 0;
	char room[LIMIT_LINE];
	struct str line;

	lines->ended = true;
	buf_end_line(&lines->input);
	for (; line_at(lines, at, &line); at += line.len + 1)
		count += line.len >= LIMIT_LINE || clean(line, room).len > 0;
	count -= lines->owed;
	if (lines->owed == 0)
		lines->heard = lines->sent = 0;
	lines->input.end = lines->input.start + lines->sent;
	buf_drop(&lines->input, lines->heard);
	lines->sent -= lines->heard;
	lines->heard = lines->slow = 0;
	lines->until = 0;
	return count;
}

void
lines_begin(struct sending *sending, const struct script_options *options,
    enum verb verb, char *const *words,
    void (*take)(const struct command *line))
{
	struct str target = str_from(words[0]);
	struct buf at;

	if (sending->private) {
		(void)str_skip(&target, STR("@"));
		option_check_name(target);
	} else {
		sending->groups[0] = words[0];
		option_check_groups(sending->groups);
		target = str_from(words[0]);
	}
	sending->target = target;
	if (sending->private && verb != VERB_TELL) {
		buf_init(&at, sending->at, sizeof(sending->at));
		(void)BUF_CAT(&at, STR("@"), target); /* a valid name fits */
		target = buf_str(&at);
	}
	lines_init(&sending->lines, verb, target);
	sending->words = words[1] != NULL;
	if (!sending->words)
		files_need_input();
	/* Words of the command line are the only line. */
	while (*++words != NULL)
		if (!BUF_CAT(&sending->lines.input, str_from(*words),
			words[1] != NULL ? STR(" ") : STR("\n")))
			die(EX_DATAERR, "text too long; nothing sent");
	sending->lines.ended = sending->words;
	script_begin(&sending->script, options, sending->groups, take);
	sending->script.finishes = true;
}

static void
leave_input(struct sending *sending)
{
	if (sending->lines.ended)
		return;
	sending->unread = io_pending(STDIN_FILENO) > 0;
	sending->lines.ended = sending->lines.cut = true;
}

bool
lines_go_on(struct sending *sending)
{
	if (sending->script.signal != 0)
		leave_input(sending);
	lines_say(&sending->lines, &sending->script);
	return link_is_joined(&sending->script.link) &&
	    lines_done(&sending->lines);
}

void
lines_wait(struct lines *lines, struct script *script, int fd, usec until)
{
	const bool reads =
	    lines_reads(lines) && session_ready(&script->session);
	struct pollfd set[3] = {
		[1] = { .fd = -1 },
		[2] = { .fd = reads ? fd : -1, .events = POLLIN },
	};

	script_wait(script, set, COUNT(set),
	    usec_earlier(until_of(lines, script), until));
	if (set[2].revents != 0 && lines_read(lines, fd) == IO_FAIL)
		script_fail(script, EX_IOERR, "cannot read standard input: %s",
		    strerror(errno));
}

void
lines_tell(size_t count, const char *what)
{
	if (count > 0)
		complain(
		    "%zu %s%s", count, plural(count, "line", "lines"), what);
}

void
lines_tell_unanswered(struct sending *sending)
{
	const size_t owed = sending->lines.owed;

	leave_input(sending);
	const size_t unsaid = lines_unsaid(&sending->lines);
	lines_tell(owed, ": no reply");
	lines_tell(sending->words ? 0 : unsaid, " not sent");
	if (sending->unread)
		complain("standard input was not read to its end");
}
