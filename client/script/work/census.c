/* The census of the boxes of forkcast work -e: see census.h. */
#include "script/work/census.h"

#include "net/wait.h"
#include "shared/die.h"
#include "text/render.h"

/*
 * Time before items that wait though we could have them are counted again: the
 * server holds them back for a reason of which it does not tell the end.
 */
#define AGAIN_TIME SEC

void
census_init(struct census *census)
{
	*census = (struct census) { .spoilt = true };
}

/* Returns whether an answer is owed. */
static bool
is_out(const struct census *census)
{
	return census->answered < census->asked;
}

static bool
is_over(const struct census *census, const struct credits *credits)
{
	return census->answered == credits->count;
}

bool
census_is_stale(const struct census *census)
{
	return census->again != 0 && clock_mono() >= census->again;
}

void
census_ask(struct census *census, const struct credits *credits, bool idle)
{
	if (!idle || census_is_stale(census)) {
		census->spoilt = true;
		census->again = 0;
	}
	if (!idle || (census->spoilt && is_out(census)))
		return;
	if (census->spoilt)
		*census = (struct census) { 0 };
	while (census->asked < credits->count && credits_ready(credits)) {
		SESSION_SAY(&credits->script->session, VERB_BOXES, STR("boxes"),
		    credits_box_name(credits, census->asked));
		census->asked++;
	}
}

static void
note_answer(struct census *census, const struct credits *credits,
    const struct command *line)
{
	char why[SCRIPT_MESSAGE / 2];

	census->answered++;
	if (line->rule->verb == VERB_ERR)
		script_fail(credits->script, EX_NOPERM,
		    "cannot count the items in the boxes: %s",
		    render_string(why, sizeof(why), &line->arg[2], 1));
	if (is_over(census, credits) && census->waiting > 0)
		census->again = clock_mono() + AGAIN_TIME;
}

void
census_note(struct census *census, const struct credits *credits,
    const struct command *line)
{
	uint64_t waiting = 0;

	if (line->rule->verb == VERB_BOX) {
		(void)str_to_number(line->arg[1], UINT32_MAX, &waiting);
		census->waiting += waiting;
	} else if (session_answered(&credits->script->session) == VERB_BOXES) {
		note_answer(census, credits, line);
	}
}

bool
census_is_empty(const struct census *census, const struct credits *credits)
{
	return !census->spoilt && is_over(census, credits) &&
	    census->waiting == 0;
}

usec
census_due(const struct census *census)
{
	return census->again != 0 ? census->again : WAIT_FOR_EVER;
}
