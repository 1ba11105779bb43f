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
	*held = (struct held) { .most = most, .left = left };
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

/* Has it been answered for? */
static bool
is_over(const struct held_item *item)
{
	return item->state == HELD_ANSWERED || item->state == HELD_RETURNED;
}

size_t
held_of(const struct held *held, size_t box)
{
	size_t count = 0;

	for (size_t i = 0; i < held->count; i++) {
		const struct held_item *item = &held->items[i];
		count += item->box == box && !is_over(item) && !item->lost;
	}
	return count;
}

/* Places that are taken. */
static size_t
busy(const struct held *held)
{
	size_t count = held->rests;

	for (size_t i = 0; i < held->count; i++)
		count += !is_over(&held->items[i]);
	return count;
}

/* All that may still become done, or has been said to be. */
static size_t
promised(const struct held *held)
{
	size_t count = 0;

	for (size_t i = 0; i < held->count; i++) {
		const struct held_item *item = &held->items[i];
		count += !item->lost && item->state != HELD_BACK &&
		    item->state != HELD_RETURNED;
	}
	return count;
}

bool
held_too_many(const struct held *held)
{
	return busy(held) > held->most || promised(held) > held->left;
}

void
held_count(struct held *held)
{
	if (held->left > 0 && held->left != SIZE_MAX)
		held->left--;
}

static size_t
less(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

size_t
held_wanted(const struct held *held, size_t box)
{
	const size_t places = less(held->most, busy(held));
	const size_t open = less(held->left, promised(held));

	return held_of(held, box) + (places < open ? places : open);
}
