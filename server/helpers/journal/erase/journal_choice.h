/*
 * The choice of what is to go when the files exceed history_size: the oldest
 * events of the target that has the most bytes, with all names it had, in the
 * first file where it has enough to be worth a copy of that file.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_CHOICE_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_CHOICE_H

#include "helpers/journal/journal_past.h"
#include "helpers/journal/read/journal_reader.h"

/*
 * A target with less than this part of all files, or of one, loses nothing
 * there: it would take too many copies.
 */
#define JOURNAL_CHOICE_PART 1000

struct journal_choice {
	struct journal_reader *reader;
	struct journal_past *past;
	char where[JOURNAL_WHERE]; /* of the target, when it was chosen */
	uint8_t len;
	uint64_t time; /* that was so then (journal_names.h) */
	uint64_t at; /* the file that is looked at next; 0: all were */
	uint64_t upto; /* the ID up to which it is; 0: it begins */
	uint64_t counted; /* bytes of the target in those before, at most */
	uint64_t in_file; /* those in this one so far */
	uint64_t key; /* the file to be written anew; 0: none */
};

/*
 * Begins: chooses a target, among files of so many bytes. Returns false if no
 * target is large enough.
 */
bool journal_choice_begin(struct journal_choice *choice, uint64_t size);

/*
 * Looks at the next name that the target had in a file, or at the next file.
 * JOURNAL_LATER and JOURNAL_NEVER are those of its index. When choice->at is 0,
 * choice->key is the file to be written anew, or 0 if the target has nothing to
 * lose, or less than was thought: begin again.
 */
enum journal_found journal_choice_go_on(struct journal_choice *choice);

/* Returns whether a record is the target's, whatever that was called. */
bool journal_choice_has(
    const struct journal_choice *choice, const struct journal_record *record);

/* Notes that nothing of the target is left in the file, nor before it. */
void journal_choice_trimmed(struct journal_choice *choice, uint64_t key);

static inline struct str
journal_choice_where(const struct journal_choice *choice)
{
	return (struct str) { choice->where, choice->len };
}

#endif
