/* Overwriting records and lines in place: see journal_overwrite.h. */
#include "helpers/journal/erase/journal_overwrite.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "helpers/journal/journal_disk.h"
#include "shared/io.h"

bool
journal_overwrite_settle(struct journal_overwrite *overwrite)
{
	const bool good = overwrite->fd == -1 || fdatasync(overwrite->fd) == 0;

	io_close(&overwrite->fd); /* errno stays */
	return good;
}

static bool
open_file(struct journal_overwrite *overwrite, uint64_t key)
{
	char name[JOURNAL_FILE_NAME];

	if (overwrite->fd != -1 && overwrite->key == key)
		return true;
	if (!journal_overwrite_settle(overwrite))
		return false;
	overwrite->fd = journal_disk_open(overwrite->reader->files->directory,
	    journal_file_name(key, "", name), O_RDWR);
	overwrite->key = key;
	return overwrite->fd != -1;
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
	if (!journal_disk_overwrite(
		overwrite->fd, overwrite->line, line.len, at)) {
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
	good = journal_disk_overwrite(overwrite->fd, overwrite->line, len, at);
	journal_view_forget(&overwrite->reader->view, key);
	return good;
}
