/* The items in progress: see jobs_in_progress.h. */
#include "script/work/jobs_in_progress.h"

#include <stdlib.h>
#include <string.h>

#include "net/wait.h"
#include "shared/die.h"
#include "shared/io.h"

void
in_progress_init(
    struct in_progress *in_progress, size_t boxes, size_t most, size_t left)
{
	*in_progress = (struct in_progress) { .most = most, .left = left };
	in_progress->room = boxes * most + IN_PROGRESS_ANSWERS;
	in_progress->items =
	    calloc(in_progress->room, sizeof(*in_progress->items));
	if (in_progress->items == NULL)
		die_errno(
		    EX_OSERR, "no memory for %zu items", in_progress->room);
}

void
in_progress_free(struct in_progress *in_progress)
{
	while (in_progress->count > 0)
		in_progress_drop(in_progress, &in_progress->items[0]);
	free(in_progress->items);
	in_progress->items = NULL;
}

struct in_progress_item *
in_progress_add(struct in_progress *in_progress, struct str id, size_t box,
    uint64_t returned)
{
	struct in_progress_item *item = &in_progress->items[in_progress->count];

	if (in_progress->count == in_progress->room || id.len > LIMIT_ID)
		return NULL;
	in_progress->count++;
	*item = (struct in_progress_item) {
		.box = box, .returned = returned, .output = -1
	};
	memcpy(item->id, id.at, id.len);
	in_progress_become(in_progress, item, IN_PROGRESS_WAITS);
	return item;
}

struct in_progress_item *
in_progress_find(const struct in_progress *in_progress, struct str id)
{
	for (size_t i = 0; i < in_progress->count; i++)
		if (str_eq(str_from(in_progress->items[i].id), id))
			return &in_progress->items[i];
	return NULL;
}

void
in_progress_drop(struct in_progress *in_progress, struct in_progress_item *item)
{
	io_close(&item->output);
	*item = in_progress->items[--in_progress->count];
}

void
in_progress_become(struct in_progress *in_progress,
    struct in_progress_item *item, enum in_progress_state state)
{
	item->state = state;
	item->since = ++in_progress->changes;
}

struct in_progress_item *
in_progress_oldest(
    const struct in_progress *in_progress, enum in_progress_state state)
{
	struct in_progress_item *oldest = NULL;

	for (size_t i = 0; i < in_progress->count; i++) {
		struct in_progress_item *item = &in_progress->items[i];
		if (item->state == state &&
		    (oldest == NULL || item->since < oldest->since))
			oldest = item;
	}
	return oldest;
}

void
in_progress_finish(struct in_progress *in_progress)
{
	in_progress->left = 0;
	for (size_t i = 0; i < in_progress->count; i++)
		if (in_progress->items[i].state == IN_PROGRESS_WAITS)
			in_progress_become(in_progress, &in_progress->items[i],
			    IN_PROGRESS_BACK);
}

void
in_progress_mark_lost(struct in_progress *in_progress)
{
	for (size_t i = in_progress->count; i > 0; i--) {
		struct in_progress_item *item = &in_progress->items[i - 1];
		if (item->state == IN_PROGRESS_RUNS)
			item->lost = true;
		else
			in_progress_drop(in_progress, item);
	}
}

void
in_progress_rest(struct in_progress *in_progress, usec until)
{
	if (in_progress->rests < JOBS_MOST)
		in_progress->rest[in_progress->rests++] = until;
}

usec
in_progress_wake(struct in_progress *in_progress, usec now)
{
	usec next = WAIT_FOR_EVER;

	for (size_t i = in_progress->rests; i > 0; i--) {
		usec *rest = &in_progress->rest[i - 1];
		if (*rest <= now)
			*rest = in_progress->rest[--in_progress->rests];
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
in_progress_of(const struct in_progress *in_progress, size_t box)
{
	size_t count = 0;

	for (size_t i = 0; i < in_progress->count; i++) {
		const struct in_progress_item *item = &in_progress->items[i];
		count += item->box == box && !is_over(item) && !item->lost;
	}
	return count;
}

/* Counts the places that are taken. */
static size_t
busy(const struct in_progress *in_progress)
{
	size_t count = in_progress->rests;

	for (size_t i = 0; i < in_progress->count; i++)
		count += !is_over(&in_progress->items[i]);
	return count;
}

/* Counts the items that may still become done, or for which done was sent. */
static size_t
promised(const struct in_progress *in_progress)
{
	size_t count = 0;

	for (size_t i = 0; i < in_progress->count; i++) {
		const struct in_progress_item *item = &in_progress->items[i];
		count += !item->lost && item->state != IN_PROGRESS_BACK &&
		    item->state != IN_PROGRESS_RETURNED;
	}
	return count;
}

bool
in_progress_too_many(const struct in_progress *in_progress)
{
	return busy(in_progress) > in_progress->most ||
	    promised(in_progress) > in_progress->left;
}

void
in_progress_count(struct in_progress *in_progress)
{
	if (in_progress->left > 0 && in_progress->left != SIZE_MAX)
		in_progress->left--;
}

static size_t
less(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

size_t
in_progress_wanted(const struct in_progress *in_progress, size_t box)
{
	const size_t places = less(in_progress->most, busy(in_progress));
	const size_t open = less(in_progress->left, promised(in_progress));

	return in_progress_of(in_progress, box) +
	    (places < open ? places : open);
}
