/*
 * The journal, for the time being: it takes all records as stored, keeps none,
 * and refuses every question. See journal.h.
 */
#include "helpers/journal/journal.h"

#include <poll.h>

#include "fork/exits.h"
#include "sandbox/child_io.h"
#include "sandbox/sandbox.h"
#include "sandbox/title.h"
#include "shared/grammar.h"
#include "shared/limits.h"

static struct {
	struct buf up, down;
	char up_room[16 * LIMIT_LINE], down_room[16 * LIMIT_LINE];
	uint32_t ring;
	bool over;
	bool bye_heard;
} self;

static void
take_from_router(const struct command *said)
{
	if (said->rule->verb == VERB_LOG)
		(void)BUF_SAY(&self.up, STR("stored"), said->arg[2]);
	if (said->rule->verb == VERB_ASK)
		(void)BUF_SAY(
		    &self.up, STR("answer"), said->arg[0], STR("unavailable"));
}

static void
take_lines(void)
{
	struct command said;
	struct str line;

	while (buf_most(&self.up) - buf_len(&self.up) >= LIMIT_LINE &&
	    buf_line(&self.down, &line) == LINE_WHOLE) {
		if (grammar_parse(line, FROM_ROUTER, &said) == CODE_OK)
			take_from_router(&said);
		else if (grammar_parse(line, FROM_SERVER, &said) == CODE_OK &&
		    said.rule->verb == VERB_BYE)
			self.over = self.bye_heard = true;
		buf_drop_line(&self.down, line);
	}
}

static bool
turn(void)
{
	const bool has_room =
	    buf_most(&self.up) - buf_len(&self.up) >= LIMIT_LINE;
	struct pollfd fds[] = {
		{ .fd = CHILD_DOWNLINK, .events = has_room ? POLLIN : 0 },
		{ .fd = CHILD_UPLINK,
		    .events = buf_len(&self.up) > 0 ? POLLOUT : 0 },
	};

	if (!child_wait(fds, COUNT(fds), CHILD_FOREVER))
		return false;
	if (fds[0].revents != 0)
		self.over = !child_read(&self.down);
	take_lines();
	self.over = !child_flush(&self.up, self.ring) || self.over;
	return true;
}

int
journal_main(const struct child_args *given)
{
	title_init(given->title);
	self.ring = given->ring;
	buf_init(&self.up, self.up_room, sizeof(self.up_room));
	buf_init(&self.down, self.down_room, sizeof(self.down_room));
	if (!sandbox_enter(given))
		return EXITS_SANDBOX;
	TITLE(STR("forkcastd: "), str_from(given->kind->name));
	(void)BUF_SAY(&self.up, STR("ready"), STR("0"));
	(void)child_flush(&self.up, self.ring);
	while (!self.over && !sandbox_has_term())
		if (!turn())
			return EXITS_POLL;
	return sandbox_has_term() || self.bye_heard ? EXITS_DONE :
						      EXITS_SERVER_GONE;
}
