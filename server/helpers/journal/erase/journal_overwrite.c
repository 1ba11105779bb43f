/* Overwriting records and lines in place: see journal_overwrite.h. */
#include "helpers/journal/erase/journal_overwrite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_disk.h"
#include "shared/io.h"

/* Bytes that can be read, or not, together: no page of memory is smaller. */
#define PAGE 4096

/* Returns the key of the file that the note names; 0 if it names none. */
static uint64_t
read_note(int directory)
{
	int fd = journal_disk_open(directory, JOURNAL_OVERWRITTEN, O_RDONLY);
	char room[JOURNAL_FILE_NAME];
	const ssize_t count = fd == -1 ? -1 : io_read(fd, room, sizeof(room));
	struct str text = { room, count > 0 ? (size_t)count : 0 };

	io_close(&fd);
	return journal_file_key(str_cut(&text, '\n'));
}

/*
 * Writes the name of the file down, in place, so that a full disk does not
 * matter. False with errno.
 */
static bool
write_note(int directory, uint64_t key)
{
	char name[JOURNAL_FILE_NAME];
	const size_t len = strlen(journal_file_name(key, "\n", name));
	int fd = openat(directory, JOURNAL_OVERWRITTEN,
	    O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK,
	    S_IRUSR | S_IWUSR);
	const bool good = fd != -1 && journal_disk_write(fd, name, len, 0) &&
	    fdatasync(fd) == 0 && fsync(directory) == 0;

	io_close(&fd); /* errno stays */
	return good;
}

void
journal_overwrite_begin(struct journal_overwrite *overwrite)
{
	const struct journal_files *files = overwrite->reader->files;
	const struct journal_file *file;

	overwrite->key = read_note(files->directory);
	file = journal_files_find(files, overwrite->key);
	overwrite->is_unsafe = file != NULL && !file->is_foreign;
	overwrite->from = 0;
	overwrite->to = overwrite->is_unsafe ? file->size : 0;
}

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

/*
 * Writes the bytes again that may not be on the disk. Pages that cannot be read
 * are not in memory, so what the disk has of them is what others see: they are
 * passed over. False with errno.
 */
static bool
write_again(struct journal_overwrite *overwrite)
{
	char room[PAGE]; /* the line to be written next may wait */
	uint64_t at = overwrite->from;

	while (at < overwrite->to) {
		const uint64_t page = at - at % PAGE + PAGE;
		const uint64_t end =
		    page < overwrite->to ? page : overwrite->to;
		const ssize_t count = journal_disk_read(
		    overwrite->fd, room, (size_t)(end - at), at);
		if (count == 0)
			return true;
		if (count < 0 && errno != EIO)
			return false;
		if (count > 0 &&
		    !journal_disk_write(overwrite->fd, room, (size_t)count, at))
			return false;
		at = end;
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

/* Goes on to another file, which is noted first. False with errno. */
static bool
change_file(struct journal_overwrite *overwrite, uint64_t key)
{
	if (!journal_overwrite_settle(overwrite))
		return false;
	overwrite->key = 0; /* if it fails, nobody knows what the note says */
	if (!write_note(overwrite->reader->files->directory, key))
		return false;
	overwrite->key = key;
	return true;
}

static bool
open_file(struct journal_overwrite *overwrite, uint64_t key)
{
	return (overwrite->key == key || change_file(overwrite, key)) &&
	    open_key(overwrite);
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
