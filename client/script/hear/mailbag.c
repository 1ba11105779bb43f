/* Letters that are not done: see mailbag.h. */
#include "script/hear/mailbag.h"

#include <string.h>

#include "net/letters.h"

static struct {
	uint64_t id[LETTERS_MOST]; /* in any order */
	size_t count;
	uint64_t left; /* the first one that was left; 0: none */
} mailbag;

void
mailbag_leave(uint64_t id)
{
	mailbag_done(id);
	if (mailbag.left == 0 || id < mailbag.left)
		mailbag.left = id;
}

void
mailbag_add(uint64_t id)
{
	if (mailbag.count < LETTERS_MOST)
		mailbag.id[mailbag.count++] = id;
	else
		mailbag_leave(id);
}

void
mailbag_done(uint64_t id)
{
	for (size_t i = 0; i < mailbag.count; i++)
		if (mailbag.id[i] == id) {
			mailbag.id[i] = mailbag.id[--mailbag.count];
			return;
		}
}

void
mailbag_end(uint64_t id, bool good)
{
	if (good)
		mailbag_done(id);
	else
		mailbag_leave(id);
}

void
mailbag_all_done(void)
{
	mailbag.count = 0;
}

uint64_t
mailbag_first(void)
{
	uint64_t first = mailbag.left;

	for (size_t i = 0; i < mailbag.count; i++)
		if (first == 0 || mailbag.id[i] < first)
			first = mailbag.id[i];
	return first;
}

bool
mailbag_is_settled(const struct letters *letters)
{
	return mailbag.count == 0 && !letters->are_open &&
	    letters_unreported(letters, mailbag_first()) == 0;
}
