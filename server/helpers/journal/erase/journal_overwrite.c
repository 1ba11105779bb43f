/* Overwriting records and lines in place: see journal_overwrite.h. */
#include "helpers/journal/erase/journal_overwrite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "helpers/journal/journal_disk.h"
#include "shared/io.h"

/* Opens the file, unless it is open. False with errno. */
static bool
open_key(struct journal_overwrite *overwrite)
{
	char name[JOURNAL_FILE_NAME];

	if (overwrite->fd == -1)
		overwrite->fd =
		    journal_disk_open(overwrite->reader->files->directory,
			journal_file_name(overwrite->key, "", name), O_RDWR);
	return overwrite->fd != -1;
}

/* Writes the bytes again that may not be on the disk. False with errno. */
static bool
write_again(struct journal_overwrite *overwrite)
{
	uint64_t at = overwrite->from;

	while (at < overwrite->to) {
		const uint64_t left = overwrite->to - at;
		const ssize_t count =
		    journal_disk_read(overwrite->fd, overwrite->line,
			left < JOURNAL_LINE ? (size_t)left : JOURNAL_LINE, at);
		if (count <= 0)
			return count == 0;
		if (!journal_disk_write(
			overwrite->fd, overwrite->line, (size_t)count, at))
			return false;
		at += (uint64_t)count;
	}
	return true;
}

/* Syncs the file. False with errno. */
static bool
sync_file(struct journal_overwrite *overwrite)
{
	if (overwrite->is_unsafe && !open_key(overwrite))
		return errno == ENOENT; /* it has been removed */
	if (overwrite->is_unsafe && !write_again(overwrite))
		return false;
	return overwrite->fd == -1 || fdatasync(overwrite->fd) == 0;
}

bool
journal_overwrite_settle(struct journal_overwrite *overwrite)
{
	overwrite->is_unsafe = !sync_file(overwrite);
	if (overwrite->is_unsafe)
		journal_view_forget(&overwrite->reader->view, overwrite->key);
	else
		overwrite->from = overwrite->to = 0;
	io_close(&overwrite->fd); /* errno stays */
	return !overwrite->is_unsafe;
}

static bool
open_file(struct journal_overwrite *overwrite, uint64_t key)
{
	if (overwrite->key != key && !journal_overwrite_settle(overwrite))
		return false;
	overwrite->key = key;
	return open_key(overwrite);
}

/* Overwrites a line of the open file. False with errno. */
static bool
write_line(struct journal_overwrite *overwrite, size_t len, uint64_t at)
{
	if (overwrite->to == 0 || at < overwrite->from)
		overwrite->from = at;
	if (at + len > overwrite->to)
		overwrite->to = at + len;
	return journal_disk_overwrite(overwrite->fd, overwrite->line, len, at);
}

bool
journal_overwrite_record(
    struct journal_overwrite *overwrite, uint64_t key, uint64_t at)
{
	struct journal_view *view = &overwrite->reader->view;
	struct str line = journal_view_line(view, key, at, JOURNAL_BACK);
	struct journal_record record;

	if (line.len == 0 && journal_view_has_failed())
		return false;
	if (line.len == 0 || line.at[line.len - 1] != '\n')
		return true; /* the file has just been removed */
	memcpy(overwrite->line, line.at, line.len);
	line.at = overwrite->line;
	line.len--;
	if (!journal_record_read(line, &record))
		return true;
	if (!open_file(overwrite, key) ||
	    !journal_indexes_erase(&overwrite->reader->indexes, key, &record))
		return false;
	journal_record_erase(&record, overwrite->line, line.len);
	if (!write_line(overwrite, line.len, at)) {
		journal_view_forget(view, key); /* half of it may be there */
		return false;
	}
	journal_view_change(view, key, at, line);
	overwrite->erased++;
	return true;
}

bool
journal_overwrite_line(
    struct journal_overwrite *overwrite, uint64_t key, uint64_t at, size_t len)
{
	bool good;

	if (!open_file(overwrite, key) ||
	    !journal_indexes_erase(&overwrite->reader->indexes, key, NULL))
		return false;
	memset(overwrite->line, JOURNAL_WIPED, len);
	good = write_line(overwrite, len, at);
	journal_view_forget(&overwrite->reader->view, key);
	return good;
}
