/*
 * The check of what the journal answers, line by line: a captured journal can
 * only reply to what was asked. Whoever goes on with a request knows from it
 * how far that has come. A line that was not asked for makes the answer wrong,
 * for good. It has neither clients nor time in it.
 */
#ifndef SERVER_ROUTER_HISTORY_READING_CHECK_H
#define SERVER_ROUTER_HISTORY_READING_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/history/past_line.h"
#include "router/history/wish.h"
#include "shared/str.h"

/*
 * The most lines for the reader in one answer of the journal, but for those of
 * the event that it ends with.
 */
#define READING_STEP 64

struct reading_check {
	bool wrong; /* a line has come that was not asked for */
	bool ended; /* there are no more events */
	uint32_t found; /* events so far, or lines */
	bool in_lines; /* of a wish in lines */
	uint32_t step; /* events in this answer */
	uint32_t most; /* that it may have */
	size_t lines; /* for the reader, of these events */
	uint32_t gaps; /* in this answer */
	uint64_t first; /* the ID of the first event; 0: none yet */
	uint64_t latest; /* of the latest event that was taken */
	uint64_t last; /* of the last one looked at; 0: none */
	uint64_t low, high; /* the bounds of further IDs; high 0: none */
	bool down; /* in falling order */
	uint64_t tagged; /* the event that the last tags belong to */
	uint32_t tags; /* lines of its tags that were taken */
	uint32_t tags_seen; /* of those, in this answer */
	uint32_t tag_lines; /* of all events, in this answer */
};

/* Sets the bounds of an answer to a new question, which is the rest of a wish.
 */
void reading_check_expect(struct reading_check *check, const struct wish *rest);

/*
 * Takes a record. Returns false if it was not asked for. *is_new is false if it
 * was taken before, from an earlier journal.
 */
bool reading_check_record(
    struct reading_check *check, const struct past_line *past, bool *is_new);

/*
 * Takes the end of an answer: whether there is more, and if so "LASTID ...", up
 * to which all has been looked at. Returns false if the answer is wrong.
 */
bool reading_check_end(struct reading_check *check, bool more, struct str text);

#endif
