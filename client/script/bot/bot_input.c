/* The lines that a bot is to say: see bot_input.h. */
#include "script/bot/bot_input.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "net/wait.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "text/plural.h"
#include "text/render.h"

/* Pause before a line that was refused for now is said again. */
#define PAUSE SEC

#define FORM "must be \"to #GROUP TEXT\" or \"to @NAME TEXT\""

static struct {
	int fd;
	struct buf waiting; /* lines that were read */
	char memory[4 * LIMIT_LINE];
	bool ended;
	size_t number; /* of the last line taken */
	/* the command of the line under way */
	char said[LIMIT_LINE];
	size_t len; /* 0: there is none */
	enum verb verb;
	bool asked; /* its answer has not come yet */
	usec until; /* else, it is said again then */
	bool unsent; /* some line could not be said */
	bool refused; /* the server has refused one */
} input;

void
bot_input_begin(int fd)
{
	input.fd = fd;
	buf_init(&input.waiting, input.memory, sizeof(input.memory));
}

bool
bot_input_reads(void)
{
	return !input.ended && buf_len(&input.waiting) < LIMIT_LINE;
}

/* Ends the last line, which need not have an LF. */
static void
end_line(void)
{
	const struct str rest = buf_str(&input.waiting);

	if (rest.len > 0 && rest.at[rest.len - 1] != '\n')
		(void)BUF_CAT(&input.waiting, STR("\n")); /* there is room */
}

bool
bot_input_read(void)
{
	char *room;
	const size_t size = buf_room(&input.waiting, &room);
	const ssize_t count = io_read(input.fd, room, size - 1);

	if (count > 0)
		buf_filled(&input.waiting, (size_t)count);
	input.ended = count == 0;
	if (input.ended)
		end_line();
	return count != IO_FAIL;
}

void
bot_input_cut(void)
{
	size_t before;

	do {
		before = buf_len(&input.waiting);
		if (!bot_input_reads() || !bot_input_read())
			return; /* then its end is that of the next one */
	} while (buf_len(&input.waiting) > before);
	end_line();
}

/*
 * Makes the command for a line; false if it has another form, or is too long
 * for a command.
 */
static bool
compose(struct buf *command, struct str line)
{
	struct str rest = line;
	const struct str word = str_word(&rest);
	const bool note = str_eq(word, STR("note"));

	if ((!note && !str_eq(word, STR("to"))) || rest.at == NULL)
		return false;
	struct str to = str_word(&rest);
	if (rest.at == NULL || rest.len == 0)
		return false;
	if (str_skip(&to, STR("#"))) {
		input.verb = note ? VERB_NOTE : VERB_SEND;
		return BUF_CAT(command, note ? STR("note ") : STR("send "), to,
		    STR(" "), rest);
	}
	if (!str_skip(&to, STR("@")))
		return false;
	input.verb = note ? VERB_NOTE : VERB_TELL;
	return BUF_CAT(
	    command, note ? STR("note @") : STR("tell "), to, STR(" "), rest);
}

static void
refuse(const char *why)
{
	complain("line %zu not sent: %s", input.number, why);
	input.unsent = true;
}

/* Takes a line: makes it the one under way, or says what is wrong. */
static void
take_line(struct str line)
{
	struct command parsed;
	struct buf command;
	char room[CODE_SAID];

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (line.len == 0)
		return;
	buf_init(&command, input.said, sizeof(input.said));
	if (!compose(&command, line)) {
		refuse(FORM);
		return;
	}
	const struct str said = buf_str(&command);
	const enum code code = grammar_parse(said, FROM_CLIENT, &parsed);
	if (code == CODE_OK)
		input.len = said.len;
	else
		refuse(code_over(code, grammar_excess(&parsed, code), room).at);
}

/* Takes lines until one can be said; false if there is none. */
static bool
next_line(void)
{
	struct str line;

	while (input.len == 0) {
		const enum line_found found = buf_line(&input.waiting, &line);
		char room[CODE_SAID];

		if (found == LINE_NONE)
			return false;
		input.number++;
		if (found == LINE_TOO_LONG) {
			refuse(code_over(CODE_TOO_LONG,
			    (struct excess) { .limit = LIMIT_TEXT }, room)
				   .at);
			continue;
		}
		take_line(line);
		buf_drop_line(&input.waiting, line);
	}
	return true;
}

usec
bot_input_say(struct script *script)
{
	if (input.asked || script->over || !script_joined(script) ||
	    !session_ready(&script->session) || !next_line())
		return WAIT_FOR_EVER;
	if (clock_mono() < input.until)
		return input.until;
	input.asked = true;
	SESSION_SAY(&script->session, input.verb,
	    ((struct str) { input.said, input.len }));
	return WAIT_FOR_EVER;
}

bool
bot_input_awaits(enum verb verb)
{
	return input.asked && verb == input.verb;
}

static void
forget(void)
{
	input.asked = false;
	input.len = 0;
	input.until = 0;
}

void
bot_input_answered(const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	char why[SCRIPT_MESSAGE];

	if (refused && str_eq(line->arg[1], code_word(CODE_SLOW_DOWN))) {
		input.asked = false;
		input.until = clock_mono() + PAUSE;
		return;
	}
	if (refused) {
		(void)render_string(why, sizeof(why), &line->arg[2], 1);
		complain("line %zu refused: %s", input.number, why);
		input.refused = true;
	}
	forget();
}

void
bot_input_lost(void)
{
	if (!input.asked)
		return;
	complain("line %zu: no reply", input.number);
	input.unsent = true;
	forget();
}

bool
bot_input_done(void)
{
	return input.ended && input.len == 0 && buf_len(&input.waiting) == 0;
}

int
bot_input_status(void)
{
	if (input.refused)
		return EX_NOPERM;
	return input.unsent ? EX_DATAERR : EX_OK;
}

/* Counts the whole lines that wait. */
static size_t
waiting_lines(void)
{
	const struct str rest = buf_str(&input.waiting);
	size_t count = 0;

	for (size_t i = 0; i < rest.len; i++)
		count += rest.at[i] == '\n';
	return count;
}

void
bot_input_tally(void)
{
	const size_t unsaid =
	    waiting_lines() + (input.len > 0 && !input.asked ? 1 : 0);

	bot_input_lost();
	if (unsaid > 0)
		complain(
		    "%zu %s not sent", unsaid, plural(unsaid, "line", "lines"));
}
