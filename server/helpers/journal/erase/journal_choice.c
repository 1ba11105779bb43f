/* The choice of what is to go: see journal_choice.h. */
#include "helpers/journal/erase/journal_choice.h"

#include <string.h>

/* Returns the last file that may be written anew; 0 if there is none. */
static uint64_t
last_old(const struct journal_files *files)
{
	const struct journal_file *newest = journal_files_newest(files);
	uint64_t key = 0, next = 0;

	while (newest != NULL &&
	    (next = journal_files_after(files, next)) != 0 &&
	    next != newest->key)
		key = next;
	return key;
}

bool
journal_choice_begin(struct journal_choice *choice, uint64_t size)
{
	const struct journal_targets *targets = &choice->past->targets;
	const uint64_t last = last_old(&choice->past->files);
	const struct journal_target *largest = NULL;
	uint32_t i = 0;

	for (; (i = journal_targets_next(targets, i)) != JOURNAL_NONE; i++) {
		const struct journal_target *target = &targets->target[i];
		if (target->trimmed < last &&
		    target->bytes > size / JOURNAL_CHOICE_PART &&
		    (largest == NULL || target->bytes > largest->bytes))
			largest = target;
	}
	if (largest == NULL)
		return false;
	memcpy(choice->where, largest->where, largest->len);
	choice->len = largest->len;
	choice->at = journal_files_after(&choice->past->files, 0);
	choice->counted = choice->key = 0;
	return true;
}

/* Returns the target; null if it is gone. */
static struct journal_target *
chosen(const struct journal_choice *choice)
{
	struct journal_targets *targets = &choice->past->targets;
	const uint32_t number =
	    journal_targets_find(targets, journal_choice_where(choice));

	return number == JOURNAL_NONE ? NULL : &targets->target[number];
}

/* Notes what the target has in a file. */
static void
count(struct journal_choice *choice, const struct journal_file *file,
    const struct journal_index_hit *hit)
{
	const struct journal_target *target = chosen(choice);

	choice->counted += hit->bytes;
	if (choice->key == 0 && target != NULL &&
	    file != journal_files_newest(&choice->past->files) &&
	    file->key > target->trimmed &&
	    hit->bytes > file->size / JOURNAL_CHOICE_PART)
		choice->key = file->key;
}

/*
 * All files have been looked at. The target may have less than was thought: it
 * is not known at a start what was removed since the newest file began.
 */
static void
end_choice(struct journal_choice *choice)
{
	struct journal_target *target = chosen(choice);

	if (target == NULL) {
		choice->key = 0;
	} else if (choice->counted < target->bytes) {
		target->bytes = choice->counted;
		choice->key = 0;
	} else if (choice->key == 0) {
		target->trimmed = last_old(&choice->past->files);
	}
}

enum journal_found
journal_choice_go_on(struct journal_choice *choice)
{
	const struct journal_files *files = &choice->past->files;
	struct journal_index_hit hit;
	const enum journal_found found =
	    journal_indexes_find(&choice->reader->indexes, choice->at,
		journal_choice_where(choice), UINT64_MAX, &hit);

	if (found == JOURNAL_LATER || found == JOURNAL_NEVER)
		return found;
	if (found == JOURNAL_FOUND)
		count(choice, journal_files_find(files, choice->at), &hit);
	choice->at = journal_files_after(files, choice->at);
	if (choice->at == 0)
		end_choice(choice);
	return found;
}

void
journal_choice_trimmed(struct journal_choice *choice, uint64_t key)
{
	struct journal_target *target = chosen(choice);

	if (target != NULL)
		target->trimmed = key;
}
