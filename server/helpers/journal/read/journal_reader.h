/*
 * The means of all answers to those who read the past: what is known of it, the
 * requests (journal_asks.h) and the output.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_READER_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_READER_H

#include "helpers/journal/journal_rows_file.h"
#include "helpers/journal/read/journal_ask.h"
#include "helpers/journal/read/journal_indexes.h"

/* Requests under way. */
#define JOURNAL_ASKS 64

struct journal_reader {
	struct journal_files *files;
	struct journal_targets *targets;
	struct journal_members *members;
	struct journal_gaps *gaps;
	struct journal_rows_file *rows;
	struct buf *up; /* for answers */
	struct journal_view view;
	struct journal_indexes indexes;
	struct journal_ask *ask[JOURNAL_ASKS]; /* the first count are used */
	size_t count;
	size_t turn; /* whose it is */
	bool is_held; /* no other request begins: a file is to be replaced */
	/* Returns whether the record is about to be erased; null: none is. */
	bool (*hides)(const void *orders, const struct journal_record *record);
	/* Returns whether it is to erase what that account has said. */
	bool (*forgets)(const void *orders, struct str account);
	const void *orders;
	/* For the answer to "files". */
	uint64_t backlog, cuts; /* bytes not synced; files of lost tails */
	uint64_t size_most; /* of all files: history_size; 0: no limit */
};

/*
 * Returns the bytes of its memory, and sets it up in zeroed memory of that
 * size. The caller has set the files, the targets, the members, the gaps, the
 * rows and the output, which remain the caller's. The indexes want to be told
 * of lines.
 */
size_t journal_reader_room(void);
void journal_reader_init(struct journal_reader *reader, void *room,
    const struct siphash_secret *secret);

#endif
