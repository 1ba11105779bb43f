/* The items that forkcast post has put into a box: see posted.h. */
#include "script/work/posted.h"

#include <stdlib.h>
#include <string.h>

#include "shared/die.h"

#define ROOM_LEAST 64

static void
grow(struct posted *posted)
{
	const size_t room = posted->room > 0 ? 2 * posted->room : ROOM_LEAST;
	struct posted_item *item =
	    realloc(posted->item, room * sizeof(*posted->item));

	if (item == NULL)
		die_errno(EX_OSERR, "no memory for %zu items", room);
	posted->item = item;
	posted->room = room;
}

void
posted_add(struct posted *posted, const struct command *ok)
{
	struct str words = ok->count > 1 ? ok->arg[1] : STR("");
	uint64_t id;

	(void)str_word(&words); /* the box */
	if (words.at == NULL || !str_to_number(words, UINT64_MAX, &id))
		return;
	if (posted->count == posted->room)
		grow(posted);
	posted->item[posted->count++] = (struct posted_item) { .id = id };
	posted->waiting++;
}

static int
compare(const void *a, const void *b)
{
	const struct posted_item *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static struct posted_item *
find(const struct posted *posted, struct str word)
{
	struct posted_item key = { 0 };

	if (posted->count == 0 || !str_to_number(word, UINT64_MAX, &key.id))
		return NULL;
	return bsearch(
	    &key, posted->item, posted->count, sizeof(*posted->item), compare);
}

static void
set_taken(struct posted *posted, struct posted_item *item, bool taken)
{
	posted->waiting += (size_t)item->taken - (size_t)taken;
	item->taken = taken;
}

/* Removes an item that is done or dropped. */
static void
posted_remove(struct posted *posted, struct posted_item *item)
{
	const size_t rest = posted->count - (size_t)(item - posted->item) - 1;

	set_taken(posted, item, true);
	memmove(item, item + 1, rest * sizeof(*item));
	posted->count--;
}

static void
note_status(struct posted *posted, struct str word)
{
	uint64_t status = 0;

	(void)str_to_number(word, UINT8_MAX, &status); /* as the grammar says */
	if ((int)status > posted->status)
		posted->status = (int)status;
}

bool
posted_note(struct posted *posted, const struct command *line)
{
	struct posted_item *item =
	    line->count > 0 ? find(posted, line->arg[0]) : NULL;

	if (item == NULL)
		return false;
	switch (line->rule->verb) {
	case VERB_TAKEN:
	case VERB_BACK:
		set_taken(posted, item, line->rule->verb == VERB_TAKEN);
		return true;
	case VERB_DONE:
		note_status(posted, line->arg[3]);
		posted_remove(posted, item);
		return true;
	case VERB_DROPPED:
		posted->dropped++;
		posted_remove(posted, item);
		return true;
	default:
		return line->rule->verb == VERB_REPLY;
	}
}

void
posted_free(struct posted *posted)
{
	free(posted->item);
	*posted = (struct posted) { 0 };
}
