/* Messages that forkcast log has found: see found.h. */
#include "script/hear/found.h"

#include <stdlib.h>

#include "shared/die.h"

struct line {
	struct line *next;
	size_t len;
	char text[]; /* of len bytes */
};

static struct {
	struct line *first;
	struct line **end; /* the null after the last line */
	struct line **place; /* where the page's next line goes */
	bool newest_first;
	size_t here; /* lines in the list */
	size_t count;
} found = { .end = &found.first, .place = &found.first };

void
found_begin_page(enum found_order order)
{
	found.place = order == FOUND_AFTER ? found.end : &found.first;
	found.newest_first = order == FOUND_NEWEST_FIRST;
}

void
found_add(struct str line)
{
	struct line *added = malloc(sizeof(*added) + line.len);

	if (added == NULL)
		die_errno(EX_OSERR, "no memory for a message");
	memcpy(added->text, line.at, line.len);
	added->len = line.len;
	added->next = *found.place;
	*found.place = added;
	if (added->next == NULL)
		found.end = &added->next;
	if (!found.newest_first)
		found.place = &added->next;
	found.here++;
	found.count++;
}

size_t
found_count(void)
{
	return found.count;
}

void
found_keep_last(size_t most)
{
	while (found.here > most)
		found_drop();
}

bool
found_next(struct str *line)
{
	if (found.first == NULL)
		return false;
	*line = (struct str) { found.first->text, found.first->len };
	return true;
}

void
found_drop(void)
{
	struct line *first = found.first;

	if (found.end == &first->next)
		found.end = &found.first;
	if (found.place == &first->next)
		found.place = &found.first;
	found.first = first->next;
	found.here--;
	free(first);
}

void
found_free(void)
{
	while (found.first != NULL)
		found_drop();
}
