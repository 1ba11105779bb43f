/* The credits of forkcast work: see credits.h. */
#include "script/work/credits.h"

#include <string.h>

#include "net/wait.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "text/render.h"

/* Time before a box that refused a take is asked again. */
#define AGAIN_TIME SEC

/* Credits not asked for yet, or not known any more. */
#define UNKNOWN SIZE_MAX

struct str
credits_box_name(const struct credits *credits, size_t box)
{
	return str_from(credits->boxes[box]);
}

size_t
credits_find_box(const struct credits *credits, struct str name)
{
	size_t box = 0;

	while (box < credits->count &&
	    !str_caseeq(credits_box_name(credits, box), name))
		box++;
	return box;
}

bool
credits_ready(const struct credits *credits)
{
	return script_joined(credits->script) &&
	    session_ready(&credits->script->session);
}

static void
take(struct credits *credits, size_t box, size_t count)
{
	SESSION_SAY(&credits->script->session, VERB_TAKE, STR("take"),
	    credits_box_name(credits, box),
	    DECIMAL(count < LIMIT_CREDITS ? count : LIMIT_CREDITS),
	    DECIMAL(credits->seconds));
	credits->granted[box] = count;
	credits->takes++;
}

/*
 * If a box is to give more, the later boxes wait until its items have come. To
 * know when, the take is sent twice: the items come after the first answer and
 * before the second.
 */
void
credits_take_more(struct credits *credits)
{
	if (credits->takes_answered < credits->takes_awaited ||
	    clock_mono() < credits->again)
		return;
	for (size_t box = 0; box < credits->count && credits_ready(credits);
	     box++) {
		const size_t granted = credits->granted[box];
		const size_t wanted =
		    in_progress_wanted(credits->in_progress, box);
		if (granted == wanted)
			continue;
		take(credits, box, wanted);
		if ((granted != UNKNOWN && granted > wanted) ||
		    box + 1 == credits->count)
			continue;
		if (credits_ready(credits))
			take(credits, box, wanted);
		credits->takes_awaited = credits->takes;
		return;
	}
}

void
credits_hold_back(struct credits *credits, size_t box)
{
	const size_t most = box == 0 ?
	    in_progress_wanted(credits->in_progress, box) :
	    in_progress_of(credits->in_progress, box);

	if (credits->granted[box] != UNKNOWN && credits->granted[box] > most)
		take(credits, box, most);
}

void
credits_await_next(struct credits *credits, size_t box)
{
	if (box + 1 == credits->count || credits->granted[box] == UNKNOWN ||
	    !credits_ready(credits))
		return;
	take(credits, box, credits->granted[box]);
	credits->takes_awaited = credits->takes;
}

void
credits_lose_one(struct credits *credits, size_t box)
{
	if (credits->granted[box] != UNKNOWN)
		credits->granted[box]--;
}

void
credits_forget(struct credits *credits, size_t box)
{
	credits->granted[box] = UNKNOWN;
}

void
credits_forget_all(struct credits *credits)
{
	for (size_t box = 0; box < credits->count; box++)
		credits_forget(credits, box);
}

/*
 * Handles a refused take. The server may have no room for one more box now, or
 * may have forgotten this one while nobody took from it: all boxes are asked
 * again.
 */
static void
note_refusal(struct credits *credits, const struct command *line)
{
	char why[SCRIPT_MESSAGE / 2];

	(void)render_string(why, sizeof(why), &line->arg[2], 1);
	if (!str_eq(line->arg[1], code_word(CODE_TOO_MANY))) {
		script_fail(
		    credits->script, EX_NOPERM, "cannot take items: %s", why);
		return;
	}
	if (credits->again == 0)
		complain("cannot take items: %s; trying again", why);
	credits->again = clock_mono() + AGAIN_TIME;
	credits_forget_all(credits);
}

void
credits_note_answer(struct credits *credits, const struct command *line)
{
	credits->takes_answered++;
	if (line->rule->verb == VERB_ERR)
		note_refusal(credits, line);
}

bool
credits_settled(const struct credits *credits)
{
	bool settled = credits->takes_answered == credits->takes;

	for (size_t box = 0; box < credits->count; box++)
		settled = settled &&
		    credits->granted[box] ==
			in_progress_wanted(credits->in_progress, box);
	return settled;
}

void
credits_lose_all(struct credits *credits)
{
	credits->takes = 0;
	credits->takes_answered = 0;
	credits->takes_awaited = 0;
	credits->again = 0;
	memset(credits->granted, 0, sizeof(credits->granted));
}

usec
credits_due(const struct credits *credits)
{
	return clock_mono() < credits->again ? credits->again : WAIT_FOR_EVER;
}
