/*
 * server/router/model/boxes: items and takers of several boxes, at random
 * beside plain arrays. The oldest item comes first, and what comes back is in
 * the order of the IDs before all that wait; an item is under way with one
 * taker at a time; takers with credits have their turns; counts and bytes are
 * right; and when all is gone, so is its memory.
 */
#include "server/router/model/boxes.h"

#include "server/base/data/index.h"
#include "server/base/mem/arena.h"
#include "server/base/state/module.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define BOXES 3
#define CLIENTS 7
#define ITEMS 60
#define TRIES 20000

static const uint32_t groups[BOXES] = { 0, 77, GROUPS_MAX - 1 };

struct model_item {
	bool there;
	uint64_t id;
	size_t box;
	uint32_t by;
	uint32_t taker; /* CLIENT_NONE: it waits */
	uint64_t given; /* when it went to that one */
	uint32_t returned;
	size_t len;
};

struct model_taker {
	bool there;
	int32_t credits;
	uint64_t credited; /* when: who waits for longer comes first */
};

static struct {
	struct model_item item[ITEMS];
	struct model_taker taker[BOXES][CLIENTS];
	bool box[BOXES];
	uint64_t time;
	uint64_t ids;
} model;

/* As many letters as the item has, by its ID. */
static struct str
text_of(const struct model_item *item, char room[LIMIT_TEXT])
{
	memset(room, 'a' + (int)(item->id % 26), item->len);
	return (struct str) { room, item->len };
}

static bool
is_in(const struct model_item *item, size_t box, uint32_t taker)
{
	return item->there && item->box == box && item->taker == taker;
}

/*
 * Returns the next item of those that wait, or of those that one taker has;
 * null at the end.
 */
static struct model_item *
following(size_t box, uint32_t taker, const struct model_item *last)
{
	struct model_item *found = NULL;

	for (size_t i = 0; i < ITEMS; i++) {
		struct model_item *item = &model.item[i];
		const uint64_t at =
		    taker == CLIENT_NONE ? item->id : item->given;
		if (!is_in(item, box, taker) ||
		    (last != NULL &&
			at <= (taker == CLIENT_NONE ? last->id : last->given)))
			continue;
		if (found == NULL ||
		    at < (taker == CLIENT_NONE ? found->id : found->given))
			found = item;
	}
	return found;
}

static bool
is_item(uint32_t number, const struct model_item *wanted)
{
	const struct item *item = boxes_item(number);
	char room[LIMIT_TEXT];
	uint32_t taker = TAKER_NONE;

	if (wanted->taker != CLIENT_NONE) {
		taker = boxes_find_taker(groups[wanted->box], wanted->taker);
		if (boxes_find(wanted->id, wanted->taker) != number)
			return false;
	}
	return item->id == wanted->id && item->box == groups[wanted->box] &&
	    item->taker == taker && item->returned == wanted->returned &&
	    boxes_lookup(wanted->id) != ITEM_NONE &&
	    str_eq(item_name(item), STR("ali")) &&
	    str_eq(item_text(item), text_of(wanted, room)) &&
	    quota_client(item->holder) == wanted->by;
}

/* The list has those items, in that order, and its count. */
static bool
is_list(const struct list *list, size_t box, uint32_t taker)
{
	const struct model_item *wanted = NULL;
	uint32_t number = list_first(list), count = 0;

	while ((wanted = following(box, taker, wanted)) != NULL) {
		if (number == ITEM_NONE || !is_item(number, wanted))
			return false;
		number = boxes_next_item(number);
		count++;
	}
	return number == ITEM_NONE && list->count == count;
}

/*
 * Returns the taker that was credited first, of those with credits or of those
 * without.
 */
static uint32_t
following_taker(size_t box, bool ready, uint64_t last)
{
	const struct model_taker *all = model.taker[box];
	uint32_t found = CLIENT_NONE;

	for (uint32_t client = 0; client < CLIENTS; client++)
		if (all[client].there && (all[client].credits > 0) == ready &&
		    all[client].credited > last &&
		    (found == CLIENT_NONE ||
			all[client].credited < all[found].credited))
			found = client;
	return found;
}

static bool
is_turn(const struct list *takers, size_t box, bool ready)
{
	uint32_t number = list_first(takers), count = 0, client;
	uint64_t last = 0;

	while ((client = following_taker(box, ready, last)) != CLIENT_NONE) {
		if (number == TAKER_NONE ||
		    boxes_find_taker(groups[box], client) != number)
			return false;
		last = model.taker[box][client].credited;
		if (boxes_taker(number)->client != client ||
		    boxes_taker(number)->box != groups[box] ||
		    boxes_taker(number)->credits !=
			model.taker[box][client].credits ||
		    !is_list(&boxes_taker(number)->held, box, client))
			return false;
		number = boxes_next_taker(number);
		count++;
	}
	return number == TAKER_NONE && takers->count == count;
}

static bool
box_agrees(size_t number)
{
	const struct box *box = boxes_get(groups[number]);
	size_t taken = 0;

	for (size_t i = 0; i < ITEMS; i++)
		taken += model.item[i].there && model.item[i].box == number &&
		    model.item[i].taker != CLIENT_NONE;
	return box->there == model.box[number] &&
	    (!box->there ||
		(is_list(&box->waiting, number, CLIENT_NONE) &&
		    is_turn(&box->ready, number, true) &&
		    is_turn(&box->spent, number, false) &&
		    box->taken == taken));
}

static bool
agrees(void)
{
	size_t waiting = 0, taken = 0, bytes = 0;
	char room[LIMIT_TEXT];

	for (size_t i = 0; i < ITEMS; i++) {
		const struct model_item *item = &model.item[i];
		if (!item->there)
			continue;
		waiting += item->taker == CLIENT_NONE;
		taken += item->taker != CLIENT_NONE;
		bytes += boxes_size(STR("ali"), text_of(item, room));
	}
	for (size_t box = 0; box < BOXES; box++)
		if (!box_agrees(box))
			return false;
	return boxes_sums()->waiting == waiting &&
	    boxes_sums()->taken == taken && boxes_sums()->bytes == bytes;
}

/* Mostly a new ID; else one of before, as it is when a state is loaded. */
static bool
post(size_t box, uint32_t client)
{
	struct model_item *item = &model.item[dice(ITEMS)];
	char room[LIMIT_TEXT];

	if (item->there)
		return true;
	model.box[box] = true;
	if (item->id == 0 || !dice_once_in(5))
		item->id = ++model.ids;
	*item = (struct model_item) { .there = true,
		.id = item->id,
		.box = box,
		.by = client,
		.taker = CLIENT_NONE,
		.len = 1 + dice(dice_once_in(10) ? LIMIT_TEXT : 20) };
	return boxes_make(groups[box], client) &&
	    boxes_add(groups[box], item->id, STR("ali"), text_of(item, room),
		client) != ITEM_NONE;
}

/* With credits or without; of one who is there already, other ones. */
static bool
take(size_t box, uint32_t client)
{
	struct model_taker *taker = &model.taker[box][client];
	uint32_t number = boxes_find_taker(groups[box], client);

	if ((number != TAKER_NONE) != taker->there ||
	    !boxes_make(groups[box], client))
		return false;
	model.box[box] = true;
	if (!taker->there)
		number = boxes_add_taker(groups[box], client);
	if (number == TAKER_NONE)
		return false;
	taker->there = true;
	taker->credits = (int32_t)dice(6) - 2;
	taker->credited = ++model.time;
	boxes_credit(number, taker->credits);
	return true;
}

/* Gives items as work.c does: the oldest one to the taker whose turn it is. */
static bool
give(size_t box, uint32_t any)
{
	const uint32_t number = list_first(&boxes_get(groups[box])->ready);
	struct model_item *item = following(box, CLIENT_NONE, NULL);
	const uint32_t client = following_taker(box, true, 0);
	struct model_taker *taker;

	(void)any;
	if (!model.box[box] || item == NULL || client == CLIENT_NONE)
		return true;
	taker = &model.taker[box][client];
	if (boxes_taker(number)->client != client)
		return false;
	taker->credited = ++model.time;
	boxes_credit(number, --taker->credits);
	item->taker = client;
	item->given = ++model.time;
	boxes_assign(list_first(&boxes_get(groups[box])->waiting), number);
	return true;
}

/* One of those that are under way comes back, or is done with. */
static bool
answer(size_t box, uint32_t client)
{
	struct model_item *item = &model.item[dice(ITEMS)];
	uint32_t number;

	(void)box;
	(void)client;
	if (!item->there || item->taker == CLIENT_NONE)
		return true;
	number = boxes_find(item->id, item->taker);
	if (number == ITEM_NONE)
		return false;
	if (dice_once_in(2)) {
		item->there = false;
		boxes_drop(number);
		return true;
	}
	item->taker = CLIENT_NONE;
	item->returned++;
	boxes_unassign(number);
	return true;
}

/* Its items go back first, in whatever order, and then it goes itself. */
static bool
leave(size_t box, uint32_t client)
{
	struct model_taker *taker = &model.taker[box][client];
	const uint32_t number = boxes_find_taker(groups[box], client);

	if (!taker->there)
		return number == TAKER_NONE;
	for (size_t i = 0; i < ITEMS; i++)
		if (is_in(&model.item[i], box, client)) {
			boxes_unassign(boxes_find(model.item[i].id, client));
			model.item[i].taker = CLIENT_NONE;
			model.item[i].returned++;
		}
	boxes_remove_taker(number);
	taker->there = false;
	return true;
}

/* It goes if nobody takes from it and nothing is in it. */
static bool
tidy(size_t box, uint32_t client)
{
	bool used = false;

	for (size_t i = 0; i < ITEMS; i++)
		used =
		    used || (model.item[i].there && model.item[i].box == box);
	for (client = 0; client < CLIENTS; client++)
		used = used || model.taker[box][client].there;
	model.box[box] = model.box[box] && used;
	boxes_remove_if_empty(groups[box]);
	return true;
}

static const struct {
	bool (*act)(size_t box, uint32_t client);
	uint32_t often; /* of 1000 */
} acts[] = { { post, 350 }, { take, 80 }, { give, 300 }, { answer, 190 },
	{ leave, 45 }, { tidy, 35 } };

/* In waves: many come, and then, for as long, few. */
static bool
change(bool ebb)
{
	const size_t box = dice(BOXES);
	const uint32_t client = dice(CLIENTS);
	uint32_t at = dice(1000);
	size_t i = 0;

	while (at >= acts[i].often)
		at -= acts[i++].often;
	if (ebb && i < 2 && !dice_once_in(30))
		i = 2 + dice(COUNT(acts) - 2);
	return acts[i].act(box, client);
}

static void
is_like_the_model(void)
{
	const size_t used = arena_used();
	bool good = agrees();

	TAP_OK(good, "at first there is nothing");
	for (unsigned i = 0; i < TRIES && good; i++)
		good = change(i / 1000 % 2 == 1) && agrees();
	TAP_OK(good, "%d changes at random", TRIES);
	for (size_t box = 0; box < BOXES; box++) {
		for (uint32_t client = 0; client < CLIENTS; client++)
			(void)leave(box, client);
		for (size_t i = 0; i < ITEMS; i++)
			if (is_in(&model.item[i], box, CLIENT_NONE)) {
				boxes_drop(list_first(
				    &boxes_get(groups[box])->waiting));
				model.item[i].there = false;
			}
		(void)tidy(box, 0);
	}
	TAP_OK(
	    agrees() && boxes_sums()->boxes == 0 && boxes_next(0) == GROUP_NONE,
	    "all go");
	TAP_NUM(boxes_sums()->bytes, 0, "and leave nothing");
	TAP_NUM(arena_used(), used, "and their memory is given back");
}

int
main(void)
{
	dice_begin();
	TAP_OK(modules_init(), "tables");
	clients_counts()->max = CLIENTS;
	for (uint32_t client = 0; client < CLIENTS; client++)
		MUST(clients_new(SLOT_NONE) == client, "no client");
	is_like_the_model();
	return tap_done();
}
