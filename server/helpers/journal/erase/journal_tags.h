/*
 * The lines of tags directly before an event, which are erased with it: an
 * event has several if it has many tags. Only the event says whose they are.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_TAGS_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_TAGS_H

#include "helpers/journal/erase/journal_overwrite.h"

/* Tags of one event: the last ones that were met, with no other line after. */
struct journal_tags {
	bool is_there;
	uint64_t at; /* the place of the first one */
	uint64_t id; /* of the event; 0: unknown, they are damaged */
};

/*
 * Takes the next line of a file, a record or a damaged one, which may be tags,
 * too.
 */
void journal_tags_take(struct journal_tags *tags,
    const struct journal_record *record, uint64_t at);
void journal_tags_take_damaged(
    struct journal_tags *tags, struct str line, uint64_t at);

/*
 * Return whether the tags are those of the event on the next line, of that ID,
 * or damaged: then its ID may be, too.
 */
bool journal_tags_are_of(const struct journal_tags *tags, uint64_t event);
bool journal_tags_may_be_of(const struct journal_tags *tags, struct str line);

/*
 * Overwrites them, as far as that place: that of their event. Blocks on the
 * disk. False with errno.
 */
bool journal_tags_overwrite(const struct journal_tags *tags,
    struct journal_overwrite *overwrite, uint64_t key, uint64_t end);

#endif
