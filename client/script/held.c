/* The items that are under way: see held.h. */
#include "script/held.h"

#include <stdlib.h>
#include <string.h>

#include "session/wait.h"
#include "shared/die.h"
#include "shared/io.h"

void
held_init(struct held *held, size_t boxes, size_t most, size_t left)
{
	*held = (struct held) { .boxes = boxes, .most = most, .left = left };
	held->room = boxes * most + HELD_ANSWERS;
	held->items = calloc(held->room, sizeof(*held->items));
	if (held->items == NULL)
		die_errno(EX_OSERR, "no memory for %zu items", held->room);
}

void
held_free(struct held *held)
{
	while (held->count > 0)
		held_drop(held, &held->items[0]);
	free(held->items);
	held->items = NULL;
}

struct held_item *
held_add(struct held *held, struct str id, size_t box, uint64_t returned)
{
	struct held_item *item = &held->items[held->count];

	if (held->count == held->room || id.len > LIMIT_ID)
		return NULL;
	held->count++;
	*item = (struct held_item) {
		.box = box, .returned = returned, .output = -1
	};
	memcpy(item->id, id.at, id.len);
	held_become(held, item, HELD_WAITS);
	return item;
}

struct held_item *
held_find(const struct held *held, struct str id)
{
	for (size_t i = 0; i < held->count; i++)
		if (str_eq(str_from(held->items[i].id), id))
			return &held->items[i];
	return NULL;
}

void
held_drop(struct held *held, struct held_item *item)
{
	io_close(&item->output);
	*item = held->items[--held->count];
}

void
held_become(struct held *held, struct held_item *item, enum held_state state)
{
	item->state = state;
	item->since = ++held->changes;
}

struct held_item *
held_oldest(const struct held *held, enum held_state state)
{
	struct held_item *oldest = NULL;

	for (size_t i = 0; i < held->count; i++) {
		struct held_item *item = &held->items[i];
		if (item->state == state &&
		    (oldest == NULL || item->since < oldest->since))
			oldest = item;
	}
	return oldest;
}

void
held_finish(struct held *held)
{
	held->left = 0;
	for (size_t i = 0; i < held->count; i++)
		if (held->items[i].state == HELD_WAITS)
			held_become(held, &held->items[i], HELD_BACK);
}

void
held_lose(struct held *held)
{
	for (size_t i = held->count; i > 0; i--) {
		struct held_item *item = &held->items[i - 1];
		if (item->state == HELD_RUNS)
			item->lost = true;
		else
			held_drop(held, item);
	}
}

void
held_rest(struct held *held, usec until)
{
	if (held->rests < JOBS_MOST)
		held->rest[held->rests++] = until;
}

usec
held_wake(struct held *held, usec now)
{
	usec next = WAIT_FOR_EVER;

	for (size_t i = held->rests; i > 0; i--) {
		usec *rest = &held->rest[i - 1];
		if (*rest <= now)
			*rest = held->rest[--held->rests];
		else if (*rest < next)
			next = *rest;
	}
	return next;
}

static bool
is_ours(const struct held_item *item)
{
	return item->state != HELD_ANSWERED && !item->lost;
}

size_t
held_of(const struct held *held, size_t box)
{
	size_t count = 0;

	for (size_t i = 0; i < held->count; i++)
		count += held->items[i].box == box && is_ours(&held->items[i]);
	return count;
}

/* What waits gives way to boxes that go before its own. */
static size_t
busy_for(const struct held *held, size_t box)
{
	size_t count = held->rests;

	for (size_t i = 0; i < held->count; i++) {
		const struct held_item *item = &held->items[i];
		const bool gives_way =
		    item->state == HELD_WAITS && item->box > box;
		count += item->state != HELD_ANSWERED && !gives_way;
	}
	return count;
}

/* All that may still become done. */
static size_t
promised(const struct held *held)
{
	size_t count = 0;

	for (size_t i = 0; i < held->count; i++)
		count += is_ours(&held->items[i]) &&
		    held->items[i].state != HELD_BACK;
	return count;
}

static size_t
less(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

size_t
held_wanted(const struct held *held, size_t box)
{
	const size_t free_places = less(held->most, busy_for(held, box));
	const size_t open = less(held->left, promised(held));

	return held_of(held, box) + (free_places < open ? free_places : open);
}
