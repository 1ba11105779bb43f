/* Records of letters that are to be overwritten: see journal_wipes.h. */
#include "helpers/journal/journal_wipes.h"

#include "helpers/journal/journal_disk.h"

void
journal_wipes_note(struct journal_wipes *wipes, const struct journal_row *row)
{
	if (row->letter == 0)
		return;
	if (wipes->count == JOURNAL_WIPES) {
		wipes->wants_file = true;
		return;
	}
	wipes->is_due = true;
	wipes->wipe[wipes->count++] = (struct journal_wipe) {
		.at = row->at, .moved = row->moved, .len = row->len
	};
}

/* Overwrites the record; nothing if it is not one of a letter any more. */
static bool
write_one(const struct journal_wipe *wipe, int fd)
{
	char line[JOURNAL_LINE];
	struct journal_record record;

	if (!journal_disk_read_all(fd, line, wipe->len, wipe->at))
		return false;
	if (!journal_record_read(
		(struct str) { line, (size_t)wipe->len - 1 }, &record) ||
	    record.verb != JOURNAL_PUT)
		return true;
	journal_record_erase(&record, line, (size_t)wipe->len - 1);
	return journal_disk_overwrite(
	    fd, line, (size_t)wipe->len - 1, wipe->at);
}

bool
journal_wipes_write(const struct journal_wipes *wipes, int fd, uint64_t end)
{
	for (size_t i = 0; i < wipes->count; i++)
		if (wipes->wipe[i].at < end && !write_one(&wipes->wipe[i], fd))
			return false;
	return true;
}

/* Keeps only those that have a copy in the next file. */
static void
keep_moved(struct journal_wipes *wipes)
{
	size_t kept = 0;

	for (size_t i = 0; i < wipes->count; i++)
		if (wipes->wipe[i].moved != 0)
			wipes->wipe[kept++] = wipes->wipe[i];
	wipes->count = kept;
}

void
journal_wipes_done(struct journal_wipes *wipes)
{
	wipes->is_due = false;
	keep_moved(wipes);
}

void
journal_wipes_moved(struct journal_wipes *wipes)
{
	keep_moved(wipes);
	for (size_t i = 0; i < wipes->count; i++) {
		wipes->wipe[i].at = wipes->wipe[i].moved - 1;
		wipes->wipe[i].moved = 0;
	}
	wipes->is_due = wipes->count > 0;
}

void
journal_wipes_dropped(struct journal_wipes *wipes)
{
	for (size_t i = 0; i < wipes->count; i++)
		wipes->wipe[i].moved = 0;
}
