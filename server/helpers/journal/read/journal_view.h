/*
 * A window on a file of the history, through which records are read: one read
 * serves many records that are near each other. There is one view, which all
 * requests share: each slice of one (journal_asks.h) reads many records.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_VIEW_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_VIEW_H

#include "helpers/journal/journal_files.h"
#include "helpers/journal/journal_record.h"

#define JOURNAL_VIEW_ROOM ((size_t)64 * 1024)
static_assert(JOURNAL_VIEW_ROOM > 4 * JOURNAL_LINE, "a window has many lines");

struct journal_view {
	struct journal_files *files;
	char *room; /* JOURNAL_VIEW_ROOM bytes */
	uint64_t key; /* of the file; 0: none */
	uint64_t from; /* position of the window */
	size_t len;
	unsigned hits; /* records since the last read of the file */
};

/* The result of reading a record. */
enum journal_seen {
	JOURNAL_SEEN, /* a whole record */
	JOURNAL_DAMAGED, /* none begins there */
	JOURNAL_UNREADABLE /* errno says why */
};

/* Where the next records will be read. */
enum journal_way { JOURNAL_BACK, JOURNAL_FORTH };

void journal_view_init(
    struct journal_view *view, struct journal_files *files, char *room);

/* A file was changed: forgets its window, or changes the window, too. */
void journal_view_forget(struct journal_view *view, uint64_t key);
void journal_view_change(
    struct journal_view *view, uint64_t key, uint64_t at, struct str text);

/*
 * Reads the record that begins there. *record points into the window, and is
 * valid until the view is used again. *len is the length of the line with its
 * LF.
 */
enum journal_seen journal_view_read(struct journal_view *view, uint64_t key,
    uint64_t at, enum journal_way way, struct journal_record *record,
    size_t *len);

/*
 * Returns the line that begins there, LF included, or if it is longer than any
 * record its first JOURNAL_LINE bytes, or what there is if the file ends before
 * its LF. Empty at the end of the file, and if it cannot be read.
 */
struct str journal_view_line(
    struct journal_view *view, uint64_t key, uint64_t at, enum journal_way way);

/*
 * Returns whether a line that was just found to be empty could not be read,
 * with errno. Otherwise the file ends there, or is no longer there.
 */
bool journal_view_has_failed(void);

/*
 * Returns the position of the line before the one that begins there, or if that
 * is longer than any record, a position in it. False if there is none, or if
 * the file cannot be read.
 */
bool journal_view_before(
    struct journal_view *view, uint64_t key, uint64_t at, uint64_t *before);

#endif
