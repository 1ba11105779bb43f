/* The items in progress, and their boxes: see items.h. */
#include "script/items.h"

#include <stdlib.h>
#include <string.h>

#include "shared/codes.h"
#include "shared/die.h"
#include "shared/io.h"

/* Items that may wait for the server's answer to their done or back. */
#define ANSWERS 256

/*
 * Time before a box that refused a take is asked again, and before items that
 * wait though we could have them are counted again: the server holds them back
 * for a reason of which it does not tell the end.
 */
#define AGAIN_TIME SEC

/* Credits not asked for yet, or not known any more. */
#define UNKNOWN SIZE_MAX

void
items_init(struct items *items)
{
	/* Each box may fill all places at once; others may rest. */
	items->room = (items->box_count + 1) * items->most + ANSWERS;
	items->item = calloc(items->room, sizeof(*items->item));
	if (items->item == NULL)
		die_errno(EX_OSERR, "no memory for %zu items", items->room);
}

void
items_free(struct items *items)
{
	while (items->count > 0)
		items_drop(items, &items->item[0]);
	free(items->item);
	items->item = NULL;
}

struct item *
items_find(const struct items *items, struct str id)
{
	for (size_t i = 0; i < items->count; i++)
		if (items->item[i].state != ITEM_RESTS &&
		    str_eq(str_from(items->item[i].id), id))
			return &items->item[i];
	return NULL;
}

void
items_drop(struct items *items, struct item *item)
{
	io_close(&item->output);
	*item = items->item[--items->count];
}

void
items_become(struct items *items, struct item *item, enum item_state state)
{
	item->state = state;
	item->since = ++items->changes;
}

struct item *
items_oldest(const struct items *items, enum item_state state)
{
	struct item *oldest = NULL;

	for (size_t i = 0; i < items->count; i++) {
		struct item *item = &items->item[i];
		if (item->state == state &&
		    (oldest == NULL || item->since < oldest->since))
			oldest = item;
	}
	return oldest;
}

/* Returns whether the server counts the item as ours. */
static bool
is_ours(const struct item *item)
{
	return item->state < ITEM_ANSWERED && !item->lost;
}

/* Counts the items of the box that are ours. */
static size_t
held_of(const struct items *items, size_t box)
{
	size_t count = 0;

	for (size_t i = 0; i < items->count; i++)
		count += items->item[i].box == box && is_ours(&items->item[i]);
	return count;
}

/* Counts the places that are taken, or stay empty for a while. */
static size_t
busy(const struct items *items)
{
	const usec now = clock_mono();
	size_t count = 0;

	for (size_t i = 0; i < items->count; i++)
		count += items->item[i].state < ITEM_ANSWERED ||
		    items->item[i].rest > now;
	return count;
}

/* Counts the items that may still become done, or for which done was sent. */
static size_t
promised(const struct items *items)
{
	size_t count = 0;

	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = &items->item[i];
		count += !item->lost && item->state != ITEM_BACK &&
		    item->state <= ITEM_ANSWERED;
	}
	return count;
}

static size_t
less(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

/* Returns how many items of the box may be ours if it fills all places. */
static size_t
wanted_of(const struct items *items, size_t box)
{
	const size_t places = less(items->most, busy(items));
	const size_t open = less(items->left, promised(items));

	return held_of(items, box) + (places < open ? places : open);
}

static struct str
name_of(const struct items *items, size_t box)
{
	return str_from(items->boxes[box]);
}

/*
 * Two boxes may each have given an item for the same place; the one too many
 * then goes back, for others.
 */
struct item *
items_take(struct items *items, const struct command *line)
{
	const struct str id = line->arg[0];
	struct item *item = items_find(items, id);
	size_t box = 0;

	if (item != NULL)
		item->lost = false; /* ours again, and still running */
	while (box < items->box_count &&
	    !str_caseeq(name_of(items, box), line->arg[1]))
		box++;
	if (item != NULL || box == items->box_count ||
	    items->count == items->room || id.len > LIMIT_ID)
		return NULL; /* not asked for */
	item = &items->item[items->count++];
	*item = (struct item) { .box = box, .output = -1 };
	memcpy(item->id, id.at, id.len);
	(void)str_to_number(line->arg[3], UINT64_MAX, &item->returned);
	const bool fits =
	    busy(items) <= items->most && promised(items) <= items->left;
	items_become(items, item, fits ? ITEM_WAITS : ITEM_BACK);
	return fits ? item : NULL;
}

void
items_finish(struct items *items)
{
	items->left = 0;
	for (size_t i = 0; i < items->count; i++)
		if (items->item[i].state == ITEM_WAITS)
			items_become(items, &items->item[i], ITEM_BACK);
}

void
items_lose(struct items *items)
{
	for (size_t i = items->count; i > 0; i--) {
		struct item *item = &items->item[i - 1];
		if (item->state == ITEM_RUNS)
			item->lost = true;
		else if (item->rest != 0)
			items_become(items, item, ITEM_RESTS);
		else
			items_drop(items, item);
	}
	items->takes = items->takes_answered = items->takes_awaited = 0;
	items->asked = items->counts = 0;
	items->counted = items->told = false;
	items->again = 0;
	memset(items->granted, 0, sizeof(items->granted));
}

static bool
is_ready(const struct items *items)
{
	return script_joined(items->script) &&
	    session_ready(&items->script->session);
}

static void
grant(struct items *items, size_t box, size_t count)
{
	SESSION_SAY(&items->script->session, VERB_TAKE, STR("take"),
	    name_of(items, box),
	    DECIMAL(count < LIMIT_CREDITS ? count : LIMIT_CREDITS),
	    DECIMAL(items->seconds));
	items->granted[box] = count;
	items->takes++;
}

/*
 * Says that the item is done. That gives its credit back, with which the box
 * could at once give us another one that we do not want, or before the boxes
 * that go first: then the box has fewer credits before that.
 */
static void
say_done(struct items *items, struct item *item)
{
	struct session *session = &items->script->session;
	const size_t box = item->box, granted = items->granted[box];

	items_become(items, item, ITEM_ANSWERED);
	const size_t most =
	    items->box_count == 1 ? wanted_of(items, box) : held_of(items, box);
	if (granted != UNKNOWN && granted > most)
		grant(items, box, most);
	if (!session_ready(session))
		items_become(items, item, ITEM_DONE);
	else if (item->status == 0)
		SESSION_SAY(
		    session, VERB_DONE, STR("done"), str_from(item->id));
	else
		SESSION_SAY(session, VERB_DONE, STR("done"), str_from(item->id),
		    DECIMAL(item->status));
}

static void
say_answers(struct items *items)
{
	struct item *item;

	while (
	    is_ready(items) && (item = items_oldest(items, ITEM_DONE)) != NULL)
		say_done(items, item);
	while (is_ready(items) &&
	    (item = items_oldest(items, ITEM_BACK)) != NULL) {
		SESSION_SAY(&items->script->session, VERB_BACK, STR("back"),
		    str_from(item->id));
		items_become(items, item, ITEM_RETURNED);
		if (items->granted[item->box] != UNKNOWN)
			items->granted[item->box]--; /* it costs a credit */
	}
}

/*
 * If a box is to give more, the later boxes wait until its items have come. To
 * know when, the take is sent twice: the items come after the first answer and
 * before the second.
 */
static void
say_takes(struct items *items)
{
	if (items->takes_answered < items->takes_awaited ||
	    clock_mono() < items->again)
		return;
	for (size_t box = 0; box < items->box_count && is_ready(items); box++) {
		const size_t granted = items->granted[box];
		const size_t wanted = wanted_of(items, box);
		if (granted == wanted)
			continue;
		grant(items, box, wanted);
		if ((granted != UNKNOWN && granted > wanted) ||
		    box + 1 == items->box_count)
			continue;
		if (is_ready(items))
			grant(items, box, wanted);
		items->takes_awaited = items->takes;
		return;
	}
}

/* Returns whether each box has agreed to the credits wanted of it. */
static bool
are_settled(const struct items *items)
{
	bool settled = items->takes_answered == items->takes;

	for (size_t box = 0; box < items->box_count; box++)
		settled =
		    settled && items->granted[box] == wanted_of(items, box);
	return settled;
}

static void
say_census(struct items *items)
{
	if (items->count > 0 || items->left == 0 || !are_settled(items)) {
		items->counted = false;
		return;
	}
	if (!items->counted && items->counts < items->asked)
		return; /* answers of the one before are to come */
	if (!items->counted) {
		items->counted = true;
		items->asked = items->counts = 0;
		items->waiting = 0;
	}
	while (items->asked < items->box_count && is_ready(items))
		SESSION_SAY(&items->script->session, VERB_BOXES, STR("boxes"),
		    name_of(items, items->asked++));
}

void
items_say(struct items *items, bool count)
{
	for (size_t i = items->count; i > 0; i--)
		if (items->item[i - 1].state == ITEM_RESTS &&
		    items->item[i - 1].rest <= clock_mono())
			items_drop(items, &items->item[i - 1]);
	say_answers(items);
	say_takes(items);
	if (count)
		say_census(items);
}

/* Has all boxes asked again, after a while. */
static void
ask_again(struct items *items)
{
	items->again = clock_mono() + AGAIN_TIME;
	for (size_t box = 0; box < items->box_count; box++)
		items->granted[box] = UNKNOWN;
}

/*
 * Takes the answer to a take. A refusal that cannot change ends the script;
 * after any other, all boxes are asked again later: the server may have no room
 * for one more box now, or may have forgotten this one while nobody took from
 * it.
 */
static void
heed_take(struct items *items, const struct command *line)
{
	char why[SCRIPT_WHY];

	items->takes_answered++;
	if (line->rule->verb != VERB_ERR)
		return;
	if (!str_eq(line->arg[1], code_word(CODE_TOO_MANY))) {
		script_refuse(items->script, line, "cannot take items");
		return;
	}
	if (!items->told)
		complain("cannot take items: %s; trying again",
		    script_why(line, why));
	items->told = true;
	ask_again(items);
}

static void
heed_census(struct items *items, const struct command *line)
{
	items->counts++;
	if (line->rule->verb == VERB_ERR)
		script_refuse(
		    items->script, line, "cannot count the items in the boxes");
	if (items->counted && items->counts == items->box_count &&
	    items->waiting > 0) {
		items->counted = false;
		ask_again(items);
	}
}

/* Takes an answer to done or back; they come in the order of the commands. */
static void
heed_answer(struct items *items, const struct command *line, bool done)
{
	struct item *item =
	    items_oldest(items, done ? ITEM_ANSWERED : ITEM_RETURNED);

	if (item == NULL)
		return;
	if (line->rule->verb == VERB_ERR) {
		complain("item %s was given to another client", item->id);
		items->granted[item->box] = UNKNOWN;
	} else if (done) {
		items->left -= items->left > 0 && items->left != SIZE_MAX;
		items->any = true;
	}
	if (item->rest != 0)
		items_become(items, item, ITEM_RESTS);
	else
		items_drop(items, item);
}

void
items_heed(struct items *items, const struct command *line)
{
	uint64_t waiting = 0;

	if (line->rule->verb == VERB_BOX &&
	    str_to_number(line->arg[1], UINT32_MAX, &waiting))
		items->waiting += waiting;
	const enum verb answered = items->script->session.answered;
	if (answered == VERB_TAKE)
		heed_take(items, line);
	else if (answered == VERB_BOXES)
		heed_census(items, line);
	else if (answered == VERB_DONE || answered == VERB_BACK)
		heed_answer(items, line, answered == VERB_DONE);
}

bool
items_are_over(const struct items *items)
{
	for (size_t i = 0; i < items->count; i++)
		if (items->item[i].state != ITEM_RESTS)
			return false;
	return true;
}

bool
items_are_none(const struct items *items)
{
	return items->counted && items->counts == items->box_count &&
	    items->waiting == 0;
}

usec
items_due(const struct items *items)
{
	const usec now = clock_mono();
	usec due = items->again > now ? items->again : WAIT_FOR_EVER;

	for (size_t i = 0; i < items->count; i++)
		if (items->item[i].rest > now)
			due = usec_earlier(due, items->item[i].rest);
	return due;
}
