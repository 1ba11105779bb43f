/* The choice of what is to go: see journal_choice.h. */
#include "helpers/journal/erase/journal_choice.h"

#include <string.h>

#include "helpers/journal/read/journal_read.h"

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
	choice->time = journal_names_last(&targets->names) + 1;
	choice->counted = choice->key = choice->upto = choice->in_file = 0;
	return true;
}

/* Returns the target's number; JOURNAL_NONE if it is gone. */
static uint32_t
number_of(const struct journal_choice *choice)
{
	return journal_targets_find_at(
	    &choice->past->targets, journal_choice_where(choice), choice->time);
}

/* Returns the target; null if it is gone. */
static struct journal_target *
chosen(const struct journal_choice *choice)
{
	const uint32_t number = number_of(choice);

	return number == JOURNAL_NONE ? NULL :
					&choice->past->targets.target[number];
}

bool
journal_choice_has(
    const struct journal_choice *choice, const struct journal_record *record)
{
	const uint32_t number = journal_targets_find_at(
	    &choice->past->targets, record->where, record->id);

	return number != JOURNAL_NONE && number == number_of(choice);
}

/* Goes on to the next file, now that the bytes in this one are known. */
static void
leave_file(struct journal_choice *choice, const struct journal_file *file)
{
	const struct journal_target *target = chosen(choice);

	choice->counted += choice->in_file;
	if (choice->key == 0 && target != NULL &&
	    file != journal_files_newest(&choice->past->files) &&
	    file->key > target->trimmed &&
	    choice->in_file > file->size / JOURNAL_CHOICE_PART)
		choice->key = file->key;
	choice->at = journal_files_after(&choice->past->files, choice->at);
	choice->upto = choice->in_file = 0;
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

/* Returns the ID up to which the file's records are. */
static uint64_t
last_of(const struct journal_choice *choice)
{
	const struct journal_files *files = &choice->past->files;
	const uint64_t next = journal_files_after(files, choice->at);

	return next == 0 ?
	    JOURNAL_NOW :
	    journal_read_first(choice->reader, journal_files_find(files, next));
}

enum journal_found
journal_choice_go_on(struct journal_choice *choice)
{
	struct journal_file *file =
	    journal_files_find(&choice->past->files, choice->at);
	enum journal_found found = JOURNAL_ABSENT;
	struct journal_index_hit hit;
	uint64_t since, until;
	struct str name;

	if (choice->upto == 0)
		choice->upto = last_of(choice);
	name = journal_names_at(&choice->past->targets.names,
	    journal_choice_where(choice), choice->time, choice->upto, &since,
	    &until);
	if (name.len > 0)
		found = journal_indexes_find(&choice->reader->indexes,
		    choice->at, name, UINT64_MAX, &hit);
	if (found == JOURNAL_LATER || found == JOURNAL_NEVER)
		return found;
	if (found == JOURNAL_FOUND)
		choice->in_file += hit.bytes;
	choice->upto = since;
	if (name.len == 0 || since == 0 ||
	    since <= journal_read_first(choice->reader, file))
		leave_file(choice, file);
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
