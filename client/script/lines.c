/* Lines until the server has answered them: see lines.h. */
#include "script/lines.h"

#include <string.h>

#include "script/strip.h"
#include "shared/io.h"
#include "shared/message_lines.h"
#include "shared/names.h"

/* More bytes of input than this cannot be one message. */
#define WHOLE_MOST ((size_t)(2 * LIMIT_LINES_TEXT))

void
lines_init(struct lines *lines, enum verb verb, struct str target)
{
	*lines = (struct lines) {
		.verb = verb,
		.target = target,
		.pause = LINES_PAUSE,
		.most = SIZE_MAX,
	};
	buf_init(&lines->input, lines->memory, sizeof(lines->memory));
}

bool
lines_set(struct lines *lines, char *const *words)
{
	struct buf *input = &lines->input;
	bool fits = true;

	for (; *words != NULL; words++)
		fits = fits &&
		    BUF_CAT(input, str_from(*words),
			words[1] != NULL ? STR(" ") : STR("\n"));
	lines->ended = true;
	return fits;
}

bool
lines_reads(const struct lines *lines)
{
	return !lines->ended && buf_len(&lines->input) < LINES_SIZE / 2;
}

/* Reads once; leaves a byte of room for a missing LF at the end. */
ssize_t
lines_read(struct lines *lines, int fd)
{
	char *room;
	const size_t size = buf_room(&lines->input, &room);
	const ssize_t count = io_read(fd, room, size - 1);

	if (count > 0)
		buf_filled(&lines->input, (size_t)count);
	lines->ended = count == 0;
	if (lines->ended)
		buf_end_line(&lines->input);
	return count;
}

void
lines_cut(struct lines *lines)
{
	lines->ended = lines->cut = true;
}

void
lines_restart(struct lines *lines)
{
	buf_init(&lines->input, lines->memory, sizeof(lines->memory));
	lines->ended = false;
	lines->number = 0;
}

static void
refuse(struct lines *lines, enum code code, struct excess over)
{
	char room[CODE_SAID];

	if (lines->verb == VERB_LINES)
		complain("nothing sent: line %zu: %s", lines->number,
		    code_over(code, over, room).at);
	else
		complain("line %zu not sent: %s", lines->number,
		    code_over(code, over, room).at);
	lines->unsent = true;
}

static void
say(struct session *session, enum verb verb, struct str command)
{
	SESSION_SAY(session, verb, command);
}

/*
 * Sends a command for the text, and keeps it until it is answered: as much as
 * the session's buffer takes, texts can hold.
 */
static void
say_text(struct lines *lines, struct session *session, struct str text)
{
	struct lines_out *out = &lines->out[lines->count];
	struct command parsed;
	struct buf command;

	*out = (struct lines_out) {
		.number = lines->number, .verb = lines->verb, .at = lines->used
	};
	buf_init(&command, lines->texts + lines->used,
	    sizeof(lines->texts) - lines->used);
	if (lines->compose != NULL) {
		if (!lines->compose(&command, text, &out->verb)) {
			complain("line %zu not sent: %s", lines->number,
			    lines->form);
			lines->unsent = true;
			return;
		}
	} else {
		(void)BUF_CAT(&command,
		    grammar_row(lines->verb, FROM_CLIENT)->word, STR(" "),
		    lines->target, STR(" "), text); /* it fits */
	}
	const enum code code =
	    grammar_parse(buf_str(&command), FROM_CLIENT, &parsed);
	if (code != CODE_OK) {
		refuse(lines, code, grammar_excess(&parsed, code));
		return;
	}
	out->len = buf_len(&command);
	lines->used += out->len;
	lines->under_way = ++lines->count;
	say(session, out->verb, buf_str(&command));
}

/* Returns a line without the CR that may end it, stripped into room. */
static struct str
clean(struct str line, char room[LIMIT_LINE])
{
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return stripped(line, room);
}

/* Takes the next line of the input; false if there is none. */
static bool
next_line(struct lines *lines, struct session *session)
{
	char room[LIMIT_LINE];
	struct str line;

	switch (buf_line(&lines->input, &line)) {
	case LINE_NONE:
		return false;
	case LINE_TOO_LONG:
		lines->number++;
		refuse(lines, CODE_TOO_LONG,
		    (struct excess) { .limit = LIMIT_TEXT });
		return true;
	case LINE_WHOLE:
		break;
	}
	lines->number++;
	const struct str text = clean(line, room);
	const enum code code = text.len > 0 && lines->compose == NULL ?
	    text_check(text, LIMIT_TEXT) :
	    CODE_OK;
	if (code != CODE_OK)
		refuse(lines, code, grammar_excess_of(ARG_TEXT, text));
	else if (text.len > 0)
		say_text(lines, session, text);
	buf_drop_line(&lines->input, line);
	return true;
}

/*
 * Sends all of the input as one message, once it has ended; or refuses it, as
 * soon as it is too much.
 */
static void
say_whole(struct lines *lines, struct session *session)
{
	static struct message_lines message;
	char room[LIMIT_LENGTHS + 1 + LIMIT_LINES_TEXT];
	enum code code = CODE_OK;
	struct excess over = { .limit = 0 };
	struct buf words;
	struct str line;

	if (lines->cut || buf_len(&lines->input) == 0 ||
	    (!lines->ended && buf_len(&lines->input) <= WHOLE_MOST))
		return;
	message_lines_clear(&message);
	while (code == CODE_OK && buf_len(&lines->input) > 0) {
		char cleaned[LIMIT_LINE];
		lines->number++;
		code = CODE_TOO_LONG;
		if (buf_line(&lines->input, &line) != LINE_WHOLE)
			break;
		code = message_lines_add(&message,
		    (struct message_line) { clean(line, cleaned), false });
		buf_drop_line(&lines->input, line);
	}
	buf_init(&lines->input, lines->memory, sizeof(lines->memory));
	lines->ended = true;
	if (code == CODE_TOO_MANY)
		over.limit = LIMIT_LINES;
	if (code == CODE_TOO_LONG)
		over.limit = LIMIT_LINES_TEXT;
	buf_init(&words, room, sizeof(room));
	(void)BUF_CAT(&words, message_lines_lengths(&message), STR(" "),
	    message_lines_text(&message)); /* fits */
	if (code != CODE_OK)
		refuse(lines, code, over);
	else if (message.has_text)
		say_text(lines, session, buf_str(&words));
}

static bool
is_idle(const struct lines *lines)
{
	return lines->count == 0;
}

/* Returns whether a line is to be sent again, now or later. */
static bool
has_again(const struct lines *lines)
{
	return lines->under_way == 0 && lines->count > 0;
}

void
lines_say(struct lines *lines, struct script *script)
{
	struct session *session = &script->session;
	const struct lines_out *first = &lines->out[0];

	if (has_again(lines) && clock_mono() >= lines->until &&
	    session_ready(session) && script_joined(script)) {
		say(session, first->verb,
		    (struct str) { lines->texts + first->at, first->len });
		lines->under_way = 1;
	}
	if (!is_idle(lines))
		return;
	while (lines->count < lines->most && lines->count < LINES_AT_ONCE &&
	    sizeof(lines->texts) - lines->used >= LIMIT_LINE &&
	    script_joined(script) && session_ready(session))
		if (lines->verb == VERB_LINES) {
			say_whole(lines, session);
			return;
		} else if (!next_line(lines, session)) {
			return;
		}
}

/*
 * Ends a round: keeps the refused lines, and after them those that were not
 * sent again.
 */
static void
end_round(struct lines *lines)
{
	const size_t rest = lines->count - lines->under_way;

	lines->until = lines->again > 0 ? clock_mono() + lines->pause : 0;
	memmove(&lines->out[lines->again], &lines->out[lines->under_way],
	    rest * sizeof(lines->out[0]));
	lines->count = lines->again + rest;
	lines->under_way = lines->answered = lines->again = 0;
	if (lines->count == 0)
		lines->used = 0;
}

/* Returns whether the line is "ok tell kept ...". */
static bool
is_kept(const struct command *line)
{
	struct str rest = line->count > 1 ? line->arg[1] : STR("");

	return line->rule->verb == VERB_OK &&
	    str_eq(line->arg[0], STR("tell")) &&
	    str_eq(str_word(&rest), STR("kept"));
}

bool
lines_heed(struct lines *lines, const struct script *script,
    const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	const bool for_now =
	    refused && str_eq(line->arg[1], code_word(CODE_SLOW_DOWN));
	char why[SCRIPT_WHY];

	if (lines_pending(lines) == 0 ||
	    script->session.answered != lines->out[lines->answered].verb)
		return false;
	const struct lines_out out = lines->out[lines->answered++];
	if (for_now)
		lines->out[lines->again++] = out;
	if (!for_now)
		lines->stuck = 0;
	else if (lines->stuck == 0)
		lines->stuck = clock_mono();
	if (lines->answered == lines->under_way)
		end_round(lines);
	lines->kept += is_kept(line);
	if (!refused || for_now)
		return true;
	if (out.verb == VERB_TELL &&
	    str_eq(line->arg[1], code_word(CODE_TOO_MANY)))
		lines->full = true;
	else
		lines->refused = true;
	if (lines->verb == VERB_LINES)
		complain("message refused: %s", script_why(line, why));
	else if (!lines->quiet)
		complain(
		    "line %zu refused: %s", out.number, script_why(line, why));
	return true;
}

size_t
lines_lose(struct lines *lines)
{
	const size_t count = lines_pending(lines);

	lines->answered = lines->under_way;
	end_round(lines);
	return count;
}

usec
lines_until(const struct lines *lines)
{
	return has_again(lines) ? lines->until : WAIT_FOR_EVER;
}

size_t
lines_pending(const struct lines *lines)
{
	return lines->under_way - lines->answered;
}

size_t
lines_refused(const struct lines *lines)
{
	return lines->again + (lines->count - lines->under_way);
}

/* Returns whether a whole line waits to be sent for the first time. */
static bool
lines_wait(const struct lines *lines)
{
	const struct str input = buf_str(&lines->input);

	return !(lines->verb == VERB_LINES && lines->cut) && input.len > 0 &&
	    memchr(input.at, '\n', input.len) != NULL;
}

bool
lines_done(const struct lines *lines)
{
	return lines->ended && is_idle(lines) && !lines_wait(lines);
}

size_t
lines_unsaid(struct lines *lines)
{
	char room[LIMIT_LINE];
	struct str line;
	size_t count = 0;

	lines->ended = true;
	buf_end_line(&lines->input);
	for (;;) {
		switch (buf_line(&lines->input, &line)) {
		case LINE_NONE:
			return count;
		case LINE_TOO_LONG:
			count++;
			break;
		case LINE_WHOLE:
			count += clean(line, room).len > 0;
			buf_drop_line(&lines->input, line);
			break;
		}
	}
}
