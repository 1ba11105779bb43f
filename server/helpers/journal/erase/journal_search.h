/*
 * The search for orders in the history itself: those that came before this
 * journal, or for which there was no room among the others (journal_orders.h).
 * It goes forward, from the last one that is done.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_SEARCH_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_SEARCH_H

#include "helpers/journal/erase/journal_orders.h"
#include "helpers/journal/read/journal_reader.h"

struct journal_search {
	struct journal_reader *reader;
	uint64_t key, at; /* the place of the next line */
	uint64_t id; /* of the last order that was taken, here or elsewhere */
	uint32_t taken; /* orders of that ID, which a batch may have */
	uint64_t header; /* of the file: orders up to this ID are not its own */
	uint32_t met; /* and those of them that it has passed */
	uint64_t dry; /* what was stored when it came to the end */
};

/* The result of a part of the search. */
enum journal_search_result {
	JOURNAL_SEARCH_ON, /* there are lines that were not looked at */
	JOURNAL_SEARCH_FOUND,
	JOURNAL_SEARCH_END,
	JOURNAL_SEARCH_FAILED /* with errno: a file cannot be read now */
};

/* Begins after the order of that ID. The reader is the caller's. */
void journal_search_begin(struct journal_search *search,
    struct journal_reader *reader, uint64_t done);

/* Looks at some lines, of records up to the ID that is stored. */
enum journal_search_result journal_search_go_on(struct journal_search *search,
    uint64_t stored, struct journal_order *order);

/* An order of that ID was carried out that was not found by the search. */
void journal_search_took(struct journal_search *search, uint64_t id);

/* A file was written anew: the search goes through it again. */
void journal_search_moved(struct journal_search *search, uint64_t key);

/*
 * Reads the line at that place of a file. Behind its end, and without a file
 * (key 0), it is damaged and *len is 0.
 */
enum journal_seen journal_search_line(struct journal_reader *reader,
    uint64_t key, uint64_t at, struct journal_record *record, size_t *len);

#endif
