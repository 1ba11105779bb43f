/* Lines for a group, until they are answered: see lines.h. */
#include "script/lines.h"

#include <assert.h>
#include <string.h>

#include "net/wait.h"
#include "script/stripped.h"
#include "script/whole.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "shared/names.h"
#include "text/render.h"

void
lines_init(struct lines *lines, enum verb verb, struct str group, usec pause)
{
	*lines = (struct lines) {
		.verb = verb,
		.word = grammar_row(verb, FROM_CLIENT)->word,
		.group = group,
		.outbox = { .pause = pause },
		.most = SIZE_MAX,
		.whole = verb == VERB_LINES,
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

/* Ends the input. Its last line need not have an LF. */
static void
end_input(struct lines *lines)
{
	const struct str rest = buf_str(&lines->input);

	lines->ended = true;
	if (rest.len > 0 && rest.at[rest.len - 1] != '\n')
		(void)BUF_CAT(&lines->input, STR("\n")); /* there is room */
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
	else if (count == 0)
		end_input(lines);
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
	assert(outbox_is_idle(&lines->outbox));
	buf_init(&lines->input, lines->memory, sizeof(lines->memory));
	lines->ended = false;
	lines->number = 0;
}

static void
say(struct lines *lines, struct session *session, struct str text)
{
	SESSION_SAY(session, lines->verb, lines->word, lines->group, text);
}

/* Returns why a text is refused, which code_over need not know. */
static const char *
reason(const struct lines *lines, enum code code, struct excess over,
    struct str text, char room[CODE_SAID])
{
	static_assert(STRIPPED_WHY <= CODE_SAID, "both reasons fit");

	return code == CODE_BAD_TEXT && text.len > 0 ?
	    stripped_why(text, lines->hints && !lines->strips, room) :
	    code_over(code, over, room).at;
}

static void
lines_refuse(
    struct lines *lines, enum code code, struct excess over, struct str text)
{
	char room[CODE_SAID];

	complain("line %zu not sent: %s", lines->number,
	    reason(lines, code, over, text, room));
	lines->unsent = true;
}

static struct str
without_cr(struct str line)
{
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

static void
say_text(struct lines *lines, struct session *session, struct str text,
    size_t number)
{
	say(lines, session, text);
	outbox_add(&lines->outbox, text, number);
}

/* Takes a line: sends it, unless it cannot be. */
static void
say_line(struct lines *lines, struct session *session, struct str line)
{
	char room[LIMIT_LINE];
	const struct str whole = without_cr(line);
	const struct str text = lines->strips ? stripped(whole, room) : whole;
	const enum code code =
	    text.len > 0 ? text_check(text, LIMIT_TEXT) : CODE_OK;

	lines->number++;
	if (code != CODE_OK)
		lines_refuse(
		    lines, code, grammar_excess_of(ARG_TEXT, text), text);
	else if (text.len > 0)
		say_text(lines, session, text, lines->number);
	buf_drop_line(&lines->input, line);
}

/* Takes the next line of the input; false if there is none. */
static bool
next_line(struct lines *lines, struct session *session)
{
	struct str line;

	switch (buf_line(&lines->input, &line)) {
	case LINE_NONE:
		return false;
	case LINE_TOO_LONG:
		lines->number++;
		lines_refuse(lines, CODE_TOO_LONG,
		    (struct excess) { .limit = LIMIT_TEXT }, STR(""));
		return true;
	case LINE_WHOLE:
		say_line(lines, session, line);
		return true;
	}
	return false;
}

/*
 * Sends all of the input as one message, once it has ended; or refuses it, as
 * soon as it is too much.
 */
static void
say_whole(struct lines *lines, struct session *session)
{
	char room[CODE_SAID];
	struct excess over;
	struct str text;
	enum code code;

	if (lines->cut || buf_len(&lines->input) == 0 ||
	    (!lines->ended && buf_len(&lines->input) <= WHOLE_MOST))
		return;
	code = whole_take(
	    &lines->input, lines->strips, &text, &lines->number, &over);
	buf_init(&lines->input, lines->memory, sizeof(lines->memory));
	lines->ended = true;
	lines->unsent = code != CODE_OK;
	if (code != CODE_OK) {
		complain("nothing sent: line %zu: %s", lines->number,
		    reason(lines, code, over, text, room));
	} else if (text.len > 0) {
		say_text(lines, session, text, lines->number);
	}
}

/* Sends refused lines again, alone and before any other. */
static void
say_again(struct lines *lines, struct session *session)
{
	struct str text;

	if (!outbox_next(&lines->outbox, &text) || !session_ready(session))
		return;
	say(lines, session, text);
	outbox_sent_again(&lines->outbox);
}

void
lines_say(struct lines *lines, struct script *script)
{
	struct session *session = &script->session;

	say_again(lines, session);
	if (!outbox_is_idle(&lines->outbox))
		return;
	if (lines->whole) {
		if (script_joined(script) && session_ready(session))
			say_whole(lines, session);
		return;
	}
	while (lines->outbox.count < lines->most && script_joined(script) &&
	    session_ready(session) && next_line(lines, session))
		continue;
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

/* Notes that a line is refused for good. */
static void
note_refused(struct lines *lines, const struct command *err)
{
	if (lines->verb == VERB_TELL &&
	    str_eq(err->arg[1], code_word(CODE_TOO_MANY)))
		lines->full = true;
	else
		lines->refused = true;
}

bool
lines_heed(struct lines *lines, const struct script *script,
    const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	const bool for_now =
	    refused && str_eq(line->arg[1], code_word(CODE_SLOW_DOWN));
	char why[SCRIPT_MESSAGE];

	if (session_answered(&script->session) != lines->verb ||
	    outbox_pending(&lines->outbox) == 0)
		return false;
	const size_t number = outbox_answer(&lines->outbox, for_now);
	lines->taken += !refused;
	lines->kept += is_kept(line);
	if (!refused || for_now)
		return true;
	note_refused(lines, line);
	(void)render_string(why, sizeof(why), &line->arg[2], 1);
	if (lines->whole)
		complain("message refused: %s", why);
	else if (!lines->quiet)
		complain("line %zu refused: %s", number, why);
	return true;
}

usec
lines_until(const struct lines *lines)
{
	return outbox_next_time(&lines->outbox);
}

bool
lines_wait(const struct lines *lines)
{
	const struct str input = buf_str(&lines->input);

	return !(lines->whole && lines->cut) && input.len > 0 &&
	    memchr(input.at, '\n', input.len) != NULL;
}

bool
lines_done(const struct lines *lines)
{
	return lines->ended && outbox_is_idle(&lines->outbox) &&
	    !lines_wait(lines);
}

size_t
lines_unsaid(struct lines *lines)
{
	struct str line;
	size_t count = 0;

	end_input(lines);
	for (;;) {
		switch (buf_line(&lines->input, &line)) {
		case LINE_NONE:
			return count;
		case LINE_TOO_LONG:
			count++;
			break;
		case LINE_WHOLE:
			count += without_cr(line).len > 0;
			buf_drop_line(&lines->input, line);
			break;
		}
	}
}
