/*
 * Letters that were cut, or put again: their old records are still in the file
 * of rows, and are overwritten there once the change is safe. A journal that
 * dies before that finds them again when it reads the file. If there are too
 * many at a time, the file has to be written anew.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_WIPES_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_WIPES_H

#include "helpers/journal/journal_rows.h"

#define JOURNAL_WIPES 2048

struct journal_wipe {
	uint64_t at; /* of the record, in the file */
	uint64_t moved; /* of a copy in the next file, plus 1; 0: none */
	uint16_t len;
};

struct journal_wipes {
	struct journal_wipe wipe[JOURNAL_WIPES];
	size_t count;
	bool is_due; /* some are not overwritten in this file */
	bool wants_file; /* there were too many */
};

/* Notes the record that the row has had so far, if it is a letter. */
void journal_wipes_note(
    struct journal_wipes *wipes, const struct journal_row *row);

/*
 * Overwrites the records before that place in the file, which is its end.
 * Returns whether it could, else errno. The caller syncs the file before
 * journal_wipes_done; those with a copy in the next file stay noted.
 */
bool journal_wipes_write(
    const struct journal_wipes *wipes, int fd, uint64_t end);
void journal_wipes_done(struct journal_wipes *wipes);

/* The next file has taken the place of the old one; or it was given up. */
void journal_wipes_moved(struct journal_wipes *wipes);
void journal_wipes_dropped(struct journal_wipes *wipes);

#endif
