/* The items in progress: see items.h. */
#include "script/items.h"

#include <stdlib.h>
#include <string.h>

#include "net/wait.h"
#include "shared/die.h"
#include "shared/io.h"

void
items_init(struct items *items, size_t boxes, size_t most, size_t left)
{
	*items = (struct items) { .most = most, .left = left };
	items->room = boxes * most + ITEMS_ANSWERS;
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
items_add(struct items *items, struct str id, size_t box, uint64_t returned)
{
	struct item *item = &items->item[items->count];

	if (items->count == items->room || id.len > LIMIT_ID)
		return NULL;
	items->count++;
	*item =
	    (struct item) { .box = box, .returned = returned, .output = -1 };
	memcpy(item->id, id.at, id.len);
	items_become(items, item, ITEM_WAITS);
	return item;
}

struct item *
items_find(const struct items *items, struct str id)
{
	for (size_t i = 0; i < items->count; i++)
		if (str_eq(str_from(items->item[i].id), id))
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

void
items_finish(struct items *items)
{
	items->left = 0;
	for (size_t i = 0; i < items->count; i++)
		if (items->item[i].state == ITEM_WAITS)
			items_become(items, &items->item[i], ITEM_BACK);
}

void
items_mark_lost(struct items *items)
{
	for (size_t i = items->count; i > 0; i--) {
		struct item *item = &items->item[i - 1];
		if (item->state == ITEM_RUNS)
			item->lost = true;
		else
			items_drop(items, item);
	}
}

void
items_rest(struct items *items, usec until)
{
	if (items->rests < JOBS_MOST)
		items->rest[items->rests++] = until;
}

usec
items_wake(struct items *items, usec now)
{
	usec next = WAIT_FOR_EVER;

	for (size_t i = items->rests; i > 0; i--) {
		usec *rest = &items->rest[i - 1];
		if (*rest <= now)
			*rest = items->rest[--items->rests];
		else if (*rest < next)
			next = *rest;
	}
	return next;
}

/* Returns whether done or back was sent for the item. */
static bool
is_over(const struct item *item)
{
	return item->state == ITEM_ANSWERED || item->state == ITEM_RETURNED;
}

size_t
items_of(const struct items *items, size_t box)
{
	size_t count = 0;

	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = &items->item[i];
		count += item->box == box && !is_over(item) && !item->lost;
	}
	return count;
}

/* Counts the places that are taken. */
static size_t
busy(const struct items *items)
{
	size_t count = items->rests;

	for (size_t i = 0; i < items->count; i++)
		count += !is_over(&items->item[i]);
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
		    item->state != ITEM_RETURNED;
	}
	return count;
}

bool
items_too_many(const struct items *items)
{
	return busy(items) > items->most || promised(items) > items->left;
}

void
items_count(struct items *items)
{
	if (items->left > 0 && items->left != SIZE_MAX)
		items->left--;
}

static size_t
less(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

size_t
items_wanted(const struct items *items, size_t box)
{
	const size_t places = less(items->most, busy(items));
	const size_t open = less(items->left, promised(items));

	return items_of(items, box) + (places < open ? places : open);
}
