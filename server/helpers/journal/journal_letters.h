/*
 * Letters, which wait for an account that is not connected: lines "ID
 * FROM-TOKEN TEXT" in a file for each. A file is written anew without those
 * that go, and removed with the last one.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_LETTERS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_LETTERS_H

#include "helpers/journal/journal_ask.h"

struct journal_letter {
	uint64_t id;
	struct str from, text;
};

/* Returns how much memory it needs, and sets it up there. */
size_t journal_letters_room(void);
void journal_letters_init(char *room);

/*
 * Removes letters of one account that goes returns true for. False with errno;
 * then some may be there still.
 */
bool journal_letters_remove(struct journal_dir *dir,
    bool (*goes)(const void *of, const struct journal_letter *letter),
    const void *of);

/* Removes letters of that ID and before, and counts the others. */
bool journal_letters_expire(struct journal_dir *dir, uint64_t id);

/* Returns how many letters there are, as far as they were counted. */
uint64_t journal_letters_count(void);

#endif
