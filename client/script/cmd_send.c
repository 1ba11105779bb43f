/*
 * forkcast send: says its arguments, or each line of standard input, to a
 * group, and ends well only when all of that has come back. What the server
 * refuses for now is said again. forkcast post is the same for a box, into
 * which it puts them as pieces of work.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/said.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "text/plural.h"
#include "text/render.h"

#define OPTIONS "[-h] [-n NAME] [-s ADDRESS] [-t SECONDS]"

/* A box that is full is not so for long. */
#define POST_PAUSE (50 * MSEC)

static const struct form {
	enum verb verb;
	struct str word;
	const char *usage;
	const char *none; /* it is called without a group */
	usec pause; /* before what is refused for now is said again; 0: usual */
	bool patient; /* it is, for however long */
} forms[] = {
	{ VERB_SEND, { "send", 4 },
	    "usage: forkcast send " OPTIONS " GROUP [TEXT]...",
	    "no group is given", 0, false },
	{ VERB_POST, { "post", 4 },
	    "usage: forkcast post " OPTIONS " BOX [TEXT]...", "no box is given",
	    POST_PAUSE, true },
};

#define INPUT_SIZE (16 * LIMIT_LINE)

static struct {
	struct script script;
	const struct form *form;
	struct str group;
	struct buf input; /* lines that were not looked at yet */
	char memory[INPUT_SIZE];
	bool ended; /* there is no more input */
	size_t lines; /* taken from the input */
	struct said said; /* those without an answer */
	bool unsent; /* a line was not sent */
	bool refused; /* the server has refused one */
	bool words; /* the input is the arguments */
	bool cut; /* it was left before its end */
} sending;

/* Appends the arguments, with a space between each two, as one line. */
static void
take_words(char *const *words)
{
	struct buf *input = &sending.input;
	bool fits = true;

	for (; *words != NULL; words++)
		fits = fits &&
		    BUF_CAT(input, str_from(*words),
			words[1] != NULL ? STR(" ") : STR("\n"));
	if (!fits)
		die(EX_DATAERR, "the text is too long; nothing is sent");
	sending.words = true;
	sending.ended = true;
}

static void
say(struct str text)
{
	SESSION_SAY(&sending.script.session, sending.form->verb,
	    sending.form->word, sending.group, text);
}

static void
refuse(const char *why)
{
	complain("line %zu not sent: %s", sending.lines, why);
	sending.unsent = true;
}

static struct str
without_cr(struct str line)
{
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

static void
say_line(struct str line)
{
	const struct str text = without_cr(line);
	const enum code code =
	    text.len > 0 ? text_check(text, LIMIT_TEXT) : CODE_OK;

	sending.lines++;
	if (code != CODE_OK)
		refuse(code_text(code).at);
	else if (text.len > 0) {
		say(text);
		said_add(&sending.said, text, sending.lines);
	}
	buf_drop_line(&sending.input, line);
}

/* What has been refused goes first, and alone. */
static void
say_again(void)
{
	struct str text;

	if (!said_next(&sending.said, &text) ||
	    !session_ready(&sending.script.session))
		return;
	say(text);
	said_again(&sending.said);
}

/* Says as many lines as may be said now, when those before are answered. */
static void
say_lines(void)
{
	struct str line;

	say_again();
	if (!said_is_idle(&sending.said))
		return;
	while (script_joined(&sending.script) &&
	    session_ready(&sending.script.session)) {
		switch (buf_line(&sending.input, &line)) {
		case LINE_NONE:
			return;
		case LINE_TOO_LONG:
			sending.lines++;
			refuse(code_text(CODE_TOO_LONG).at);
			break;
		case LINE_WHOLE:
			say_line(line);
			break;
		}
	}
}

/* The last line of the input need not have an end. */
static void
end_input(void)
{
	const struct str rest = buf_str(&sending.input);

	sending.ended = true;
	if (rest.len > 0 && rest.at[rest.len - 1] != '\n')
		(void)BUF_CAT(&sending.input, STR("\n")); /* there is room */
}

/*
 * A signal is the end: what has been read is still said, but no half of a line,
 * and no more is read.
 */
static void
leave_input(void)
{
	sending.cut = !sending.ended && io_waiting(STDIN_FILENO) > 0;
	sending.ended = true;
}

/* Is there a whole line that was not looked at? */
static bool
has_line(void)
{
	const struct str input = buf_str(&sending.input);

	return input.len > 0 && memchr(input.at, '\n', input.len) != NULL;
}

/* Reads once; a byte is left for the end of the last line. */
static void
read_input(void)
{
	char *room;
	const size_t size = buf_room(&sending.input, &room);
	const ssize_t count = io_read(STDIN_FILENO, room, size - 1);

	if (count > 0)
		buf_filled(&sending.input, (size_t)count);
	else if (count == 0)
		end_input();
	else if (count == IO_FAIL)
		script_fail(&sending.script, EX_IOERR,
		    "cannot read standard input: %s", strerror(errno));
}

/* Is it the answer to a line of ours? */
static bool
is_answer(const struct command *line)
{
	const struct str me = session_name(&sending.script.session);
	const enum verb verb = line->rule->verb;

	if (verb == VERB_MSG)
		return sending.form->verb == VERB_SEND &&
		    str_same(line->arg[2], me);
	return (verb == VERB_ERR ||
		   (verb == VERB_OK && sending.form->verb == VERB_POST)) &&
	    str_eq(line->arg[0], sending.form->word);
}

static void
take_answer(const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	const bool for_now =
	    refused && str_eq(line->arg[1], code_word(CODE_SLOW_DOWN));
	char why[SCRIPT_MESSAGE];

	if (!is_answer(line) || said_owed(&sending.said) == 0)
		return;
	const size_t number = said_answer(&sending.said, for_now);
	if (!refused || for_now)
		return;
	complain("the server has refused line %zu: %s", number,
	    render_string(why, sizeof(why), &line->arg[2], 1));
	sending.refused = true;
}

/* When a group that takes nothing has had its time. */
static usec
end_of_patience(void)
{
	const usec stuck = sending.said.stuck;

	return stuck != 0 && !sending.form->patient ?
	    stuck + sending.script.options.timeout :
	    WAIT_FOR_EVER;
}

static void
wait_for_more(void)
{
	const usec next = session_ready(&sending.script.session) ?
	    said_until(&sending.said) :
	    WAIT_FOR_EVER;
	const usec end = end_of_patience();
	const bool reads = !sending.ended &&
	    buf_len(&sending.input) < INPUT_SIZE / 2 &&
	    session_ready(&sending.script.session);
	struct pollfd set[2] = { [1] = { .fd = reads ? STDIN_FILENO : -1,
				     .events = POLLIN } };

	script_wait(&sending.script, set, COUNT(set), next < end ? next : end);
	if (set[1].revents != 0)
		read_input();
}

static void
turn(void)
{
	struct script *script = &sending.script;
	struct command line;

	while (!script->over && script_take(script, &line))
		take_answer(&line);
	if (clock_mono() >= end_of_patience())
		script_fail(script, EX_TEMPFAIL,
		    "the group %.*s has taken no line for %.3g s",
		    (int)sending.group.len, sending.group.at,
		    (double)script->options.timeout / (double)SEC);
	if (script->over)
		return;
	if (script->signal != 0 && !sending.ended)
		leave_input();
	say_lines();
	if (script_joined(script) && sending.ended &&
	    said_is_idle(&sending.said) && !has_line())
		script_end(script,
		    sending.refused    ? EX_NOPERM :
			sending.unsent ? EX_DATAERR :
					 EX_OK);
	else
		wait_for_more();
}

/* How many lines have not even been said once. */
static size_t
count_unsaid(void)
{
	struct str line;
	size_t count = 0;

	end_input();
	for (;;) {
		switch (buf_line(&sending.input, &line)) {
		case LINE_NONE:
			return count;
		case LINE_TOO_LONG:
			count++;
			break;
		case LINE_WHOLE:
			count += without_cr(line).len > 0;
			buf_drop_line(&sending.input, line);
			break;
		}
	}
}

/* What nobody can know: were the last lines said? Others were not. */
static void
count_unanswered(void)
{
	const size_t refused = said_refused(&sending.said);
	const size_t owed = said_owed(&sending.said);

	if (!sending.ended)
		leave_input();
	const size_t unsaid = count_unsaid();
	if (refused > 0)
		complain("%zu %s refused for now", refused,
		    plural(refused, "line was", "lines were"));
	if (owed > 0)
		complain("%zu %s no answer", owed,
		    plural(owed, "line has", "lines have"));
	if (unsaid > 0 && !sending.words)
		complain("%zu %s not said", unsaid,
		    plural(unsaid, "line was", "lines were"));
	if (sending.cut)
		complain("standard input was not read to its end");
}

static int
run(const struct form *form, int argc, char *const *argv)
{
	struct script_options options;

	sending.form = form;
	sending.said.pause = form->pause;
	script_read_options(&options, argc, argv, form->usage, form->none);
	char *const groups[] = { argv[optind], NULL };
	option_check_groups(groups);
	sending.group = str_from(groups[0]);
	buf_init(&sending.input, sending.memory, sizeof(sending.memory));
	if (optind + 1 < argc)
		take_words(argv + optind + 1);
	else
		standard_need_input();
	script_begin(&sending.script, &options, groups);
	sending.script.finishes = true;
	sending.script.tally = count_unanswered;
	while (!sending.script.over)
		turn();
	return script_finish(&sending.script);
}

int
cmd_send(int argc, char *const *argv)
{
	return run(&forms[0], argc, argv);
}

int
cmd_post(int argc, char *const *argv)
{
	return run(&forms[1], argc, argv);
}
