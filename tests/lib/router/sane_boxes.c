/* The boxes: see sane.h. */
#include "sane.h"
#include "server/router/model/boxes.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "tests/lib/must.h"

/* The sums over all boxes. */
static struct {
	size_t waiting;
	size_t taken;
	size_t bytes;
} sums;

static void
check_item(uint32_t number, uint32_t box, uint32_t taker)
{
	const struct item *item = boxes_item(number);
	const size_t size = boxes_size(item_name(item), item_text(item));

	MUST(item->box == box, "item %u of box %u is in box %u", number,
	    item->box, box);
	MUST(item->taker == taker, "item %u of taker %u is in the list of %u",
	    number, item->taker, taker);
	MUST(taker != TAKER_NONE || item->due == 0,
	    "item %u waits, and not for ever", number);
	MUST(item->room != NULL && boxes_has(item->id),
	    "item %u is there and not there", number);
	MUST(name_check(item_name(item)) == CODE_OK &&
		text_check(item_text(item), LIMIT_TEXT) == CODE_OK,
	    "item %u is one that nobody can have posted", number);
	sane_count(item->holder, QUOTA_ITEMS, size);
	sums.bytes += size;
}

/* Each is in one list only, for it knows which, and they are all counted. */
static void
check_waiting(uint32_t number)
{
	const struct list *waiting = &boxes_get(number)->waiting;
	uint32_t last = ITEM_NONE;
	uint64_t id = 0;
	size_t count = 0;

	for (uint32_t item = list_first(waiting); item != ITEM_NONE;
	     item = boxes_next_item(item)) {
		check_item(item, number, TAKER_NONE);
		MUST(boxes_item(item)->id > id,
		    "what waits in box %u is not in order", number);
		id = boxes_item(item)->id;
		last = item;
		count++;
	}
	MUST(count == waiting->count && last == list_last(waiting),
	    "%zu items wait in box %u, not %u", count, number, waiting->count);
	sums.waiting += count;
}

static void
check_held(uint32_t number, const struct taker *taker)
{
	uint32_t last = ITEM_NONE;
	size_t count = 0;

	for (uint32_t item = list_first(&taker->held); item != ITEM_NONE;
	     item = boxes_next_item(item)) {
		check_item(item, taker->box, number);
		MUST(boxes_find(boxes_item(item)->id, taker->client) == item,
		    "item %u is not found as what %u has", item, taker->client);
		last = item;
		count++;
	}
	MUST(count == taker->held.count && last == list_last(&taker->held),
	    "taker %u has %zu items, not %u", number, count, taker->held.count);
}

static void
check_taker(uint32_t number, uint32_t box)
{
	const struct taker *taker = boxes_taker(number);
	const int32_t held = (int32_t)taker->held.count;

	MUST(taker->box == box, "taker %u of box %u is in box %u", number,
	    taker->box, box);
	MUST(clients_slot(taker->client) != SLOT_NONE &&
		groups_has(box, taker->client),
	    "%u takes from box %u and is no member", taker->client, box);
	MUST(boxes_find_taker(box, taker->client) == number,
	    "taker %u is not found as %u", number, taker->client);
	MUST(taker->credits > 0 || held > 0, "taker %u does nothing", number);
	MUST(taker->credits + held <= LIMIT_CREDITS &&
		taker->credits >= -LIMIT_CREDITS,
	    "taker %u has %d items and %d credits", number, held,
	    taker->credits);
	check_held(number, taker);
}

/* With credits, or without. Returns how many items they have. */
static size_t
check_takers(uint32_t box, const struct list *takers, bool ready)
{
	uint32_t last = TAKER_NONE;
	size_t count = 0, held = 0;

	for (uint32_t number = list_first(takers); number != TAKER_NONE;
	     number = boxes_next_taker(number)) {
		check_taker(number, box);
		MUST((boxes_taker(number)->credits > 0) == ready,
		    "taker %u is in the wrong list, with %d credits", number,
		    boxes_taker(number)->credits);
		held += boxes_taker(number)->held.count;
		last = number;
		count++;
	}
	MUST(count == takers->count && last == list_last(takers),
	    "%zu takers in a list of box %u, not %u", count, box,
	    takers->count);
	return held;
}

static void
check_box(uint32_t number)
{
	const struct box *box = boxes_get(number);
	const bool stays =
	    ((groups_get(number)->permanent & PERMANENT_BOX) != 0);
	const size_t before = sums.bytes;
	const size_t held = check_takers(number, &box->ready, true) +
	    check_takers(number, &box->spent, false);

	MUST(
	    box->there && groups_exists(number), "box %u has no group", number);
	/* One from a state goes when it is served, unless it is permanent. */
	MUST(stays || box->waiting.count > 0 || box->ready.count > 0 ||
		box->spent.count > 0 || box->dispatchable,
	    "box %u is there for nothing", number);
	MUST(groups_part_stays(number, PERMANENT_BOX) ||
		groups_get(number)->kept || groups_get(number)->left != 0 ||
		groups_members(number)->count > 0,
	    "box %u is nobody's", number);
	MUST(!stays || groups_get(number)->kept, "box %u loses its group",
	    number);
	MUST(box->dispatchable || box->waiting.count == 0 ||
		box->ready.count == 0,
	    "box %u has something for who is ready, and forgets it", number);
	check_waiting(number);
	MUST(held == box->taken, "%zu items of box %u are under way, not %u",
	    held, number, box->taken);
	MUST(sums.bytes - before == box->bytes, "box %u has %zu bytes, not %zu",
	    number, sums.bytes - before, box->bytes);
	sane_count(box->maker, QUOTA_BOXES, 1);
	sums.taken += held;
}

void
sane_check_boxes(void)
{
	size_t count = 0;

	sums.waiting = sums.taken = sums.bytes = 0;
	for (uint32_t box = boxes_next(0); box != GROUP_NONE;
	     box = boxes_next(box + 1)) {
		check_box(box);
		count++;
	}
	MUST(
	    count == boxes_count(), "%zu boxes, not %zu", boxes_count(), count);
	MUST(sums.waiting == boxes_waiting() && sums.taken == boxes_taken(),
	    "%zu items wait and %zu are under way, not %zu and %zu",
	    boxes_waiting(), boxes_taken(), sums.waiting, sums.taken);
	MUST(sums.bytes == boxes_bytes(), "%zu bytes of items, not %zu",
	    boxes_bytes(), sums.bytes);
}
