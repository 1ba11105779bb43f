/*
 * Messages of several lines: all receivers get the same lines with nothing in
 * between, though some want full events and some do not read; each line counts
 * for the sender's rate; and what no honest worker says is refused.
 */
#include <stdio.h>
#include <string.h>

#include "server/router/model/clients.h"
#include "server/router/model/slots.h"
#include "server/router/queue/throttle.h"
#include "shared/message_lines.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define LINE_LEN 32
#define FLOOD 40 /* messages, more than a pipe holds */

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "line_rate", "10" }, { "line_burst", "100" },
	{ "byte_rate", "0" }, { "stall_time", "3600" }, { NULL, NULL } };

static struct {
	struct puppet ali, bo, full, deaf;
	char line[LIMIT_LINE];
} test;

/* The longest message to tea, with so many lines. */
static const char *
message_of(size_t count)
{
	static struct message_lines lines;
	const struct message_line line = { { filler(LINE_LEN), LINE_LEN },
		false };

	message_lines_clear(&lines);
	for (size_t i = 0; i < count; i++)
		MUST(message_lines_add(&lines, line) == CODE_OK, "no room");
	(void)snprintf(test.line, sizeof(test.line), "lines tea %.*s %.*s",
	    (int)lines.lengths_len, lines.lengths, (int)lines.text_len,
	    lines.text); /* fits */
	return test.line;
}

static usec
wait_of(const struct puppet *puppet)
{
	return throttle_wait(
	    &clients_get(slots_get(puppet->slot)->client)->throttle, 0);
}

static void
counts_lines(void)
{
	char last[LIMIT_LINE];

	puppet_say(&test.ali, message_of(LIMIT_LINES));
	puppet_hear_all(&test.ali, last);
	TAP_OK(wait_of(&test.ali) > 0, "a hundred lines use up the burst");
	puppet_say(&test.bo, "send tea x");
	puppet_hear_all(&test.bo, last);
	TAP_NUM((long)wait_of(&test.bo), 0, "one does not");
	pace_turns(20 * SEC);
	puppet_say(&test.bo, message_of(1));
	puppet_hear_all(&test.bo, last);
	TAP_NUM((long)wait_of(&test.bo), 0, "nor does a message of one");
	puppet_hear_all(&test.full, last);
	puppet_hear_all(&test.ali, last);
	pace_turns(20 * SEC);
}

/* Returns whether the next lines are one whole message, and takes them. */
static bool
hears_whole(struct puppet *puppet, const char *name)
{
	char head[64], line[64];

	(void)snprintf(head, sizeof(head), "lines * tea %s 3", name);
	(void)snprintf(line, sizeof(line), "msg * tea %s *", name); /* fit */
	return puppet_hears(puppet, head) && puppet_hears(puppet, line) &&
	    puppet_hears(puppet, line) && puppet_hears(puppet, line);
}

static void
lets_nothing_between(void)
{
	unsigned whole = 0;

	for (unsigned i = 0; i < FLOOD; i++) {
		puppet_say(&test.ali, message_of(3));
		puppet_say(&test.bo, message_of(3));
		whole += hears_whole(&test.ali, "ali") &&
		    hears_whole(&test.ali, "bo");
		whole += hears_whole(&test.full, "ali!*") &&
		    hears_whole(&test.full, "bo!*");
		MUST(
		    hears_whole(&test.bo, "ali") && hears_whole(&test.bo, "bo"),
		    "not whole");
		pace_turns(SEC);
	}
	TAP_NUM(whole, 2 * FLOOD, "in both forms");
	for (unsigned i = whole = 0; i < FLOOD; i++) {
		stage_turn(); /* the pipe has room again */
		whole += hears_whole(&test.deaf, "ali") &&
		    hears_whole(&test.deaf, "bo");
	}
	TAP_NUM(whole, FLOOD, "also for who reads late");
	TAP_OK(puppet_hears_nothing(&test.deaf), "and nothing else");
}

static void
refuses_wrong_ones(void)
{
	static const char *const wrong[] = {
		"lines tea 3",
		"lines tea 3 ab",
		"lines tea 1,1 a-b",
		"lines tea 1, a ",
		"lines tea ,1  a",
		"lines tea 1+1 \xc3\xa9",
	};

	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(puppet_ask(&test.bo, wrong[i], "err lines bad-* ..."),
		    "%s", wrong[i]);
	TAP_OK(puppet_hears_nothing(&test.full), "nobody hears them");
}

int
main(void)
{
	char last[LIMIT_LINE];

	stage_begin(options);
	puppet_join(&test.ali, "ali", "tea");
	puppet_join(&test.bo, "bo", "tea");
	puppet_join(&test.full, "full", "tea");
	puppet_say(&test.full, "want full");
	puppet_hear_all(&test.full, last);
	puppet_hear_all(&test.ali, last);
	puppet_hear_all(&test.bo, last);
	counts_lines();
	puppet_join(&test.deaf, "deaf", "tea");
	puppet_hear_all(&test.full, last);
	puppet_hear_all(&test.ali, last);
	puppet_hear_all(&test.bo, last);
	lets_nothing_between();
	refuses_wrong_ones();
	sane_check();
	return tap_done();
}
