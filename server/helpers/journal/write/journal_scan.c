/* Reads a file of the history: see journal_scan.h. */
#include "helpers/journal/write/journal_scan.h"

#include <errno.h>
#include <string.h>

#include "helpers/journal/journal_record.h"

/* Returns the bytes in the room from the next line on. */
static struct str
ahead(const struct journal_scan *scan)
{
	if (scan->at < scan->from || scan->at > scan->from + scan->len)
		return (struct str) { scan->room, 0 };
	return (struct str) { scan->room + (scan->at - scan->from),
		(size_t)(scan->from + scan->len - scan->at) };
}

/* Reads from the next line on. Returns whether there is more than before. */
static bool
fill(struct journal_scan *scan)
{
	const size_t before = ahead(scan).len;
	const ssize_t count = journal_files_read(
	    scan->files, scan->key, scan->at, scan->room, JOURNAL_SCAN_ROOM);

	if (count < 0)
		scan->error = errno;
	scan->from = scan->at;
	scan->len = count > 0 ? (size_t)count : 0;
	return scan->len > before;
}

/* Passes over a line that is too long. Returns whether it has an end. */
static bool
skip(struct journal_scan *scan)
{
	const uint64_t start = scan->at;

	do {
		const struct str there = ahead(scan);
		const char *end =
		    there.len > 0 ? memchr(there.at, '\n', there.len) : NULL;
		if (end != NULL) {
			scan->at += (uint64_t)(end - there.at) + 1;
			return true;
		}
		scan->at += there.len;
	} while (fill(scan));
	scan->at = start;
	return false;
}

enum line_found
journal_scan_next(struct journal_scan *scan, struct str *line, uint64_t *at)
{
	struct str there = ahead(scan);
	const char *end;

	*at = scan->at;
	end = there.len > 0 ? memchr(there.at, '\n', there.len) : NULL;
	if (end == NULL && fill(scan)) {
		there = ahead(scan);
		end = memchr(there.at, '\n', there.len);
	}
	if (scan->error != 0)
		return LINE_NONE;
	if (end == NULL)
		return there.len >= JOURNAL_LINE && skip(scan) ? LINE_TOO_LONG :
								 LINE_NONE;
	*line = (struct str) { there.at, (size_t)(end - there.at) };
	scan->at += line->len + 1;
	return line->len < JOURNAL_LINE ? LINE_WHOLE : LINE_TOO_LONG;
}
