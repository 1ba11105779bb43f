/* The items in progress: see jobs_in_progress.h. */
#include "script/jobs_in_progress.h"

#include <stdlib.h>
#include <string.h>

#include "session/wait.h"
#include "shared/die.h"
#include "shared/io.h"

void
in_progress_init(
    struct in_progress *held, size_t boxes, size_t most, size_t left)
{
	*held = (struct in_progress) { .most = most, .left = left };
	held->room = boxes * most + IN_PROGRESS_ANSWERS;
	held->items = calloc(held->room, sizeof(*held->items));
	if (held->items == NULL)
		die_errno(EX_OSERR, "no memory for %zu items", held->room);
}

void
in_progress_free(struct in_progress *held)
{
	while (held->count > 0)
		in_progress_drop(held, &held->items[0]);
	free(held->items);
	held->items = NULL;
}

struct in_progress_item *
in_progress_add(
    struct in_progress *held, struct str id, size_t box, uint64_t returned)
{
	struct in_progress_item *item = &held->items[held->count];

	if (held->count == held->room || id.len > LIMIT_ID)
		return NULL;
	held->count++;
	*item = (struct in_progress_item) {
		.box = box, .returned = returned, .output = -1
	};
	memcpy(item->id, id.at, id.len);
	in_progress_become(held, item, IN_PROGRESS_WAITS);
	return item;
}

struct in_progress_item *
in_progress_find(const struct in_progress *held, struct str id)
{
	for (size_t i = 0; i < held->count; i++)
		if (str_eq(str_from(held->items[i].id), id))
			return &held->items[i];
	return NULL;
}

void
in_progress_drop(struct in_progress *held, struct in_progress_item *item)
{
	io_close(&item->output);
	*item = held->items[--held->count];
}

void
in_progress_become(struct in_progress *held, struct in_progress_item *item,
    enum in_progress_state state)
{
	item->state = state;
	item->since = ++held->changes;
}

struct in_progress_item *
in_progress_oldest(const struct in_progress *held, enum in_progress_state state)
{
	struct in_progress_item *oldest = NULL;

	for (size_t i = 0; i < held->count; i++) {
		struct in_progress_item *item = &held->items[i];
		if (item->state == state &&
		    (oldest == NULL || item->since < oldest->since))
			oldest = item;
	}
	return oldest;
}

void
in_progress_finish(struct in_progress *held)
{
	held->left = 0;
	for (size_t i = 0; i < held->count; i++)
		if (held->items[i].state == IN_PROGRESS_WAITS)
			in_progress_become(
			    held, &held->items[i], IN_PROGRESS_BACK);
}

void
in_progress_mark_lost(struct in_progress *held)
{
	for (size_t i = held->count; i > 0; i--) {
		struct in_progress_item *item = &held->items[i - 1];
		if (item->state == IN_PROGRESS_RUNS)
			item->lost = true;
		else
			in_progress_drop(held, item);
	}
}

void
in_progress_rest(struct in_progress *held, usec until)
{
	if (held->rests < JOBS_MOST)
		held->rest[held->rests++] = until;
}

usec
in_progress_wake(struct in_progress *held, usec now)
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

/* Returns whether done or back was sent for the item. */
static bool
is_over(const struct in_progress_item *item)
{
	return item->state == IN_PROGRESS_ANSWERED ||
	    item->state == IN_PROGRESS_RETURNED;
}

size_t
in_progress_of(const struct in_progress *held, size_t box)
{
	size_t count = 0;

	for (size_t i = 0; i < held->count; i++) {
		const struct in_progress_item *item = &held->items[i];
		count += item->box == box && !is_over(item) && !item->lost;
	}
	return count;
}

/* Counts the places that are taken. */
static size_t
busy(const struct in_progress *held)
{
	size_t count = held->rests;

	for (size_t i = 0; i < held->count; i++)
		count += !is_over(&held->items[i]);
	return count;
}

/* Counts the items that may still become done, or for which done was sent. */
static size_t
promised(const struct in_progress *held)
{
	size_t count = 0;

	for (size_t i = 0; i < held->count; i++) {
		const struct in_progress_item *item = &held->items[i];
		count += !item->lost && item->state != IN_PROGRESS_BACK &&
		    item->state != IN_PROGRESS_RETURNED;
	}
	return count;
}

bool
in_progress_too_many(const struct in_progress *held)
{
	return busy(held) > held->most || promised(held) > held->left;
}

void
in_progress_count(struct in_progress *held)
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
in_progress_wanted(const struct in_progress *held, size_t box)
{
	const size_t places = less(held->most, busy(held));
	const size_t open = less(held->left, promised(held));

	return in_progress_of(held, box) + (places < open ? places : open);
}
