/* The boxes of forkcast work: see boxes.h. */
#include "script/boxes.h"

#include <string.h>

#include "shared/codes.h"

/*
 * Time before a box that refused a take is asked again, and before items that
 * wait though we could have them are counted again: the server holds them back
 * for a reason of which it does not tell the end.
 */
#define AGAIN_TIME SEC

/* Credits not asked for yet, or not known any more. */
#define UNKNOWN SIZE_MAX

static struct str
name_of(const struct boxes *boxes, size_t box)
{
	return str_from(boxes->names[box]);
}

size_t
boxes_find(const struct boxes *boxes, struct str name)
{
	size_t box = 0;

	while (box < boxes->count && !str_caseeq(name_of(boxes, box), name))
		box++;
	return box;
}

bool
boxes_ready(const struct boxes *boxes)
{
	return script_joined(boxes->script) &&
	    session_ready(&boxes->script->session);
}

static void
take(struct boxes *boxes, size_t box, size_t count)
{
	SESSION_SAY(&boxes->script->session, VERB_TAKE, STR("take"),
	    name_of(boxes, box),
	    DECIMAL(count < LIMIT_CREDITS ? count : LIMIT_CREDITS),
	    DECIMAL(boxes->seconds));
	boxes->granted[box] = count;
	boxes->takes++;
}

/* Returns whether items have waited for some time though we could have them. */
static bool
is_stale(const struct boxes *boxes)
{
	return boxes->stale != 0 && clock_mono() >= boxes->stale;
}

static void
forget_all(struct boxes *boxes)
{
	for (size_t box = 0; box < boxes->count; box++)
		boxes_forget(boxes, box);
}

/*
 * If a box is to give more, the later boxes wait until its items have come. To
 * know when, the take is sent twice: the items come after the first answer and
 * before the second.
 */
void
boxes_take(struct boxes *boxes)
{
	if (is_stale(boxes))
		forget_all(boxes);
	if (boxes->takes_answered < boxes->takes_awaited ||
	    clock_mono() < boxes->again)
		return;
	for (size_t box = 0; box < boxes->count && boxes_ready(boxes); box++) {
		const size_t granted = boxes->granted[box];
		const size_t wanted = items_wanted(boxes->items, box);
		if (granted == wanted)
			continue;
		take(boxes, box, wanted);
		if ((granted != UNKNOWN && granted > wanted) ||
		    box + 1 == boxes->count)
			continue;
		if (boxes_ready(boxes))
			take(boxes, box, wanted);
		boxes->takes_awaited = boxes->takes;
		return;
	}
}

void
boxes_hold_back(struct boxes *boxes, size_t box)
{
	const size_t most = box == 0 ? items_wanted(boxes->items, box) :
				       items_of(boxes->items, box);

	if (boxes->granted[box] != UNKNOWN && boxes->granted[box] > most)
		take(boxes, box, most);
}

void
boxes_await_next(struct boxes *boxes, size_t box)
{
	if (box + 1 == boxes->count || boxes->granted[box] == UNKNOWN ||
	    !boxes_ready(boxes))
		return;
	take(boxes, box, boxes->granted[box]);
	boxes->takes_awaited = boxes->takes;
}

void
boxes_lose_one(struct boxes *boxes, size_t box)
{
	if (boxes->granted[box] != UNKNOWN)
		boxes->granted[box]--;
}

void
boxes_forget(struct boxes *boxes, size_t box)
{
	boxes->granted[box] = UNKNOWN;
}

void
boxes_heed(struct boxes *boxes, const struct command *line)
{
	char why[SCRIPT_WHY];

	boxes->takes_answered++;
	if (line->rule->verb != VERB_ERR)
		return;
	if (!str_eq(line->arg[1], code_word(CODE_TOO_MANY))) {
		script_refuse(boxes->script, line, "cannot take items");
		return;
	}
	/*
	 * The server may have no room for one more box now, or may have
	 * forgotten this one while nobody took from it.
	 */
	if (boxes->again == 0)
		complain("cannot take items: %s; trying again",
		    script_why(line, why));
	boxes->again = clock_mono() + AGAIN_TIME;
	forget_all(boxes);
}

/* Returns whether each box has agreed to the credits wanted of it. */
static bool
are_settled(const struct boxes *boxes)
{
	bool settled = boxes->takes_answered == boxes->takes;

	for (size_t box = 0; box < boxes->count; box++)
		settled = settled &&
		    boxes->granted[box] == items_wanted(boxes->items, box);
	return settled;
}

void
boxes_count(struct boxes *boxes, bool idle)
{
	idle = idle && are_settled(boxes);
	if (!idle || is_stale(boxes)) {
		boxes->counted = false;
		boxes->stale = 0;
	}
	if (!idle || (!boxes->counted && boxes->told < boxes->asked))
		return;
	if (!boxes->counted) {
		boxes->counted = true;
		boxes->asked = boxes->told = 0;
		boxes->waiting = 0;
	}
	while (boxes->asked < boxes->count && boxes_ready(boxes)) {
		SESSION_SAY(&boxes->script->session, VERB_BOXES, STR("boxes"),
		    name_of(boxes, boxes->asked));
		boxes->asked++;
	}
}

void
boxes_note(struct boxes *boxes, const struct command *line)
{
	uint64_t waiting = 0;

	if (line->rule->verb == VERB_BOX) {
		(void)str_to_number(line->arg[1], UINT32_MAX, &waiting);
		boxes->waiting += waiting;
		return;
	}
	if (session_answered(&boxes->script->session) != VERB_BOXES)
		return;
	boxes->told++;
	if (line->rule->verb == VERB_ERR)
		script_refuse(
		    boxes->script, line, "cannot count the items in the boxes");
	if (boxes->told == boxes->count && boxes->waiting > 0)
		boxes->stale = clock_mono() + AGAIN_TIME;
}

bool
boxes_are_empty(const struct boxes *boxes)
{
	return boxes->counted && boxes->told == boxes->count &&
	    boxes->waiting == 0;
}

void
boxes_lose(struct boxes *boxes)
{
	boxes->takes = boxes->takes_answered = boxes->takes_awaited = 0;
	boxes->again = boxes->stale = 0;
	boxes->asked = boxes->told = 0;
	boxes->counted = false;
	memset(boxes->granted, 0, sizeof(boxes->granted));
}

usec
boxes_due(const struct boxes *boxes)
{
	const usec stale = boxes->stale != 0 ? boxes->stale : WAIT_FOR_EVER;

	return clock_mono() < boxes->again ? usec_earlier(boxes->again, stale) :
					     stale;
}
