/*
 * The boxes in the next program's state (base/state/state.h). Groups, clients
 * and members must be loaded before them.
 */
#include "base/loop/alarms.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/verbs/work/work.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Returns the time left for the item, in µs, + 1; 0: no limit. */
static uint64_t
time_left(const struct item *item, usec now)
{
	if (item->due == 0)
		return 0;
	return item->due > now ? item->due - now + 1 : 1;
}

/* Saves "item ID RETURNED HOLDER TAKER LEFT NAME TEXT". */
static void
save_item(struct state *state, const struct item *item)
{
	const uint32_t taker = item->taker != TAKER_NONE ?
	    boxes_taker(item->taker)->client :
	    CLIENT_NONE;

	STATE_PUT(state, STR("item"), DECIMAL(item->id),
	    DECIMAL(item->returned),
	    DECIMAL(clients_to_state(quota_client(item->holder))),
	    DECIMAL(clients_to_state(taker)),
	    DECIMAL(time_left(item, state->loop)), item_name(item),
	    item_text(item));
}

static void
save_items(struct state *state, const struct list *items)
{
	for (uint32_t item = list_first(items); item != ITEM_NONE;
	     item = boxes_next_item(item))
		save_item(state, boxes_item(item));
}

/*
 * Saves "taker CLIENT CREDITS SECONDS". Credits may be negative, so
 * LIMIT_CREDITS is added.
 */
static void
save_takers(struct state *state, const struct list *takers)
{
	for (uint32_t number = list_first(takers); number != TAKER_NONE;
	     number = boxes_next_taker(number)) {
		const struct taker *taker = boxes_taker(number);
		STATE_PUT(state, STR("taker"), DECIMAL(taker->client),
		    DECIMAL((uint64_t)(taker->credits + LIMIT_CREDITS)),
		    DECIMAL(taker->seconds));
		save_items(state, &taker->held);
	}
}

/* The facts about a box, each on a line after that of the box. */
static const struct field saved[] = {
	FIELD(NUMBER, struct box, made),
	FIELD(NUMBER, struct box, posted),
	FIELD(NUMBER, struct box, took),
	FIELD_CHECKED(struct box, creator, "creator", name_spelling),
};

/* Saves "box GROUP MAKER", and the facts about it. */
static void
save_box(struct state *state, uint32_t number)
{
	const struct box *box = boxes_get(number);

	STATE_PUT(state, STR("box"), DECIMAL(number),
	    DECIMAL(clients_to_state(quota_client(box->maker))));
	fields_put(state, FIELDS(saved), box);
}

static void
boxes_state_save(struct state *state)
{
	for (uint32_t number = boxes_next(0); number != GROUP_NONE;
	     number = boxes_next(number + 1)) {
		const struct box *box = boxes_get(number);
		save_box(state, number);
		save_takers(state, &box->ready);
		save_takers(state, &box->spent);
		save_items(state, &box->waiting);
	}
}

/* The place of a reader. */
struct place {
	uint32_t box; /* GROUP_NONE: none, or an invalid one */
	bool begins; /* no other line of the box has come yet */
};

/* Makes the box of a line, or notes what is wrong with it. */
static void
load_box(struct state *state, struct place *place)
{
	uint64_t words[2];
	uint32_t maker;

	*place = (struct place) { GROUP_NONE, true };
	if (!state_words(state, words, COUNT(words)))
		return;
	if (!groups_exists(words[0]) || boxes_get((uint32_t)words[0])->there ||
	    boxes_count() >= BOXES_MAX) {
		state_wrong(state, "invalid box");
		return;
	}
	maker = clients_holder(state, words[1], "invalid box");
	if (!boxes_make((uint32_t)words[0], maker)) {
		state_no_memory(state);
		return;
	}
	place->box = (uint32_t)words[0];
	/* Until their lines are read. */
	boxes_get(place->box)->made = 0;
	boxes_get(place->box)->creator[0] = '\0';
}

static void
load_taker(struct state *state, uint32_t box)
{
	uint64_t words[3];
	uint32_t taker;

	if (!state_words(state, words, COUNT(words)))
		return;
	if (box == GROUP_NONE || words[0] >= CLIENTS_MAX ||
	    !clients_has(words[0]) || !groups_has(box, (uint32_t)words[0]) ||
	    boxes_find_taker(box, (uint32_t)words[0]) != TAKER_NONE ||
	    words[1] > 2 * LIMIT_CREDITS || words[2] > LIMIT_SECONDS) {
		state_wrong(state, "invalid taker");
		return;
	}
	taker = boxes_add_taker(box, (uint32_t)words[0]);
	if (taker == TAKER_NONE) {
		state_wrong(state, "too many takers");
		return;
	}
	boxes_taker(taker)->seconds = (uint32_t)words[2];
	boxes_credit(taker, (int32_t)words[1] - LIMIT_CREDITS);
}

/* The words of an item's line. */
struct item_row {
	uint64_t id;
	uint64_t returned;
	uint64_t left;
	uint32_t holder;
	uint32_t taker; /* its client */
	struct str name;
	struct str text;
};

static bool
read_item(struct state *state, struct item_row *item)
{
	uint64_t holder = 0, taker = 0;

	if (!STATE_LINE(state, NUMBER_TO(&item->id, UINT64_MAX),
		NUMBER_TO(&item->returned, UINT32_MAX),
		NUMBER_TO(&holder, UINT64_MAX), NUMBER_TO(&taker, UINT64_MAX),
		NUMBER_TO(&item->left, (LIMIT_SECONDS + 1) * SEC),
		WORD_TO(&item->name, name_check),
		TEXT_TO(&item->text, LIMIT_TEXT)))
		return false;
	item->holder = clients_holder(state, holder, "invalid item");
	item->taker = clients_holder(state, taker, "invalid item");
	return item->id > 0;
}

/*
 * Returns whether the taker had a valid number of credits, counting items under
 * way.
 */
static bool
has_credit(const struct taker *taker)
{
	return taker->credits + (int32_t)taker->held.count < LIMIT_CREDITS;
}

/* Gives the item to its taker again, which uses one of its credits. */
static bool
hand_over(struct state *state, const struct item_row *row, uint32_t number)
{
	struct item *item = boxes_item(number);
	const uint32_t taker = boxes_find_taker(item->box, row->taker);

	if (taker == TAKER_NONE || !has_credit(boxes_taker(taker)))
		return false;
	boxes_assign(number, taker);
	if (row->left > 0) {
		item->due = state->loop + row->left - 1;
		alarms_at(ALARM_ITEMS + number, item->due);
	}
	return true;
}

static void
load_item(struct state *state, uint32_t box)
{
	struct item_row row;
	uint32_t number;

	if (box == GROUP_NONE || !read_item(state, &row) || boxes_has(row.id)) {
		state_wrong(state, "invalid item");
		return;
	}
	number = boxes_add(box, row.id, row.name, row.text, row.holder);
	if (number == ITEM_NONE) {
		state_wrong(state, "out of memory");
		return;
	}
	boxes_item(number)->returned = (uint32_t)row.returned;
	if (row.taker != CLIENT_NONE && !hand_over(state, &row, number))
		state_wrong(state, "taken by a client that takes nothing");
}

/* Notes takers that have no credits and no items, and so are none. */
static void
check_takers(struct state *state, const struct list *takers)
{
	for (uint32_t taker = list_first(takers); taker != TAKER_NONE;
	     taker = boxes_next_taker(taker)) {
		if (boxes_taker(taker)->held.count == 0)
			state_wrong(state, "unused taker");
	}
}

/* Notes takers without use; notes and drops a box without use. */
static void
check_box(struct state *state, uint32_t number)
{
	check_takers(state, &boxes_get(number)->spent);
	boxes_remove_if_empty(number);
	if (boxes_get(number)->there)
		return;
	state_wrong(state, "unused box");
}

static void
resume_all(struct state *state)
{
	for (uint32_t number = boxes_next(0); number != GROUP_NONE;
	     number = boxes_next(number + 1)) {
		check_box(state, number);
		if (boxes_get(number)->there)
			work_resume(number);
	}
}

/* Loads a line after that of a box: of a taker, an item, or the box itself. */
static void
load_part(struct state *state, struct place *place)
{
	if (state_is(state, STR("taker"))) {
		place->begins = false;
		load_taker(state, place->box);
	} else if (state_is(state, STR("item"))) {
		place->begins = false;
		load_item(state, place->box);
	} else if (place->box != GROUP_NONE && place->begins) {
		fields_get(state, FIELDS(saved), boxes_get(place->box));
	}
}

static void
boxes_state_load(struct state *state)
{
	struct place place = { GROUP_NONE, false };

	while (state_next(state))
		if (state_is(state, STR("box")))
			load_box(state, &place);
		else
			load_part(state, &place);
	resume_all(state);
}

MODULE(boxes_state) = { SECTION("boxes", boxes_state) };
