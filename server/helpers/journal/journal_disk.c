/* Reading and writing at a place in a file: see journal_disk.h. */
#define _GNU_SOURCE /* sync_file_range */
#include "helpers/journal/journal_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_record.h"
#include "shared/io.h"

/* Unwritten bytes that are worth starting to write out, and worth a sync. */
#define START_EACH ((uint64_t)256 * 1024)
#define SYNC_EACH ((uint64_t)4 * 1024 * 1024)

static struct journal_disk_syncs syncs;

int
journal_disk_open(int directory, const char *name, int way)
{
	return openat(directory, name,
	    way | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
}

ssize_t
journal_disk_read(int fd, char *room, size_t size, uint64_t at)
{
	size_t done = 0;
	ssize_t count = 1;

	while (done < size && count != 0) {
		count = pread(fd, room + done, size - done, (off_t)(at + done));
		if (count > 0)
			done += (size_t)count;
		else if (count < 0 && errno != EINTR)
			return -1;
	}
	return (ssize_t)done;
}

bool
journal_disk_read_all(int fd, char *room, size_t size, uint64_t at)
{
	const ssize_t count = journal_disk_read(fd, room, size, at);

	if (count >= 0)
		errno = 0;
	return count == (ssize_t)size;
}

bool
journal_disk_write(int fd, const char *text, size_t len, uint64_t at)
{
	size_t done = 0;

	while (done < len) {
		const ssize_t count =
		    pwrite(fd, text + done, len - done, (off_t)(at + done));
		if (count > 0)
			done += (size_t)count;
		else if (count == 0 || errno != EINTR)
			return false;
	}
	return true;
}

bool
journal_disk_overwrite(int fd, const char *line, size_t len, uint64_t at)
{
	static const char mark = JOURNAL_ERASING;

	return journal_disk_write(fd, &mark, 1, at) &&
	    journal_disk_write(fd, line + 1, len - 1, at + 1) &&
	    journal_disk_write(fd, line, 1, at);
}

bool
journal_disk_copy(
    int from, uint64_t at, uint64_t end, int to, char *room, size_t size)
{
	while (at < end) {
		const uint64_t left = end - at;
		const ssize_t count = journal_disk_read(
		    from, room, left < size ? (size_t)left : size, at);
		if (count <= 0)
			return count == 0;
		if (!io_write_all(to, room, (size_t)count))
			return false;
		at += (uint64_t)count;
	}
	return true;
}

bool
journal_disk_keep(int directory, int fd, uint64_t at, const char *name,
    char *room, size_t size)
{
	int to = openat(directory, name,
	    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW |
		O_NONBLOCK,
	    S_IRUSR | S_IWUSR);
	bool good;

	if (to == -1)
		return false;
	good = journal_disk_copy(fd, at, UINT64_MAX, to, room, size) &&
	    fsync(to) == 0 && fsync(directory) == 0;
	io_close(&to);
	return good;
}

bool
journal_disk_cut(int fd, uint64_t at)
{
	return ftruncate(fd, (off_t)at) == 0 && fsync(fd) == 0;
}

bool
journal_disk_sync(int fd)
{
	const usec since = clock_mono();
	int done;

	do
		done = fdatasync(fd);
	while (done != 0 && errno == EINTR);
	syncs.count++;
	syncs.time += clock_mono() - since;
	return done == 0;
}

const struct journal_disk_syncs *
journal_disk_syncs(void)
{
	return &syncs;
}

void
journal_disk_start(int fd, struct journal_disk_early *early, uint64_t end)
{
#ifdef SYNC_FILE_RANGE_WRITE
	if (end - early->started < START_EACH)
		return;
	/* Nothing depends on it. */
	(void)sync_file_range(fd, (off_t)early->started,
	    (off_t)(end - early->started), SYNC_FILE_RANGE_WRITE);
	early->started = end;
#else
	(void)fd;
	(void)early;
	(void)end;
#endif
}

bool
journal_disk_spread(int fd, struct journal_disk_early *early, uint64_t end)
{
	journal_disk_start(fd, early, end);
	if (end - early->synced < SYNC_EACH)
		return true;
	early->synced = end;
	return fdatasync(fd) == 0;
}

bool
journal_disk_sync_again(int fd, uint64_t at, char *room, size_t size)
{
	ssize_t count;

	while ((count = journal_disk_read(fd, room, size, at)) > 0) {
		if (!journal_disk_write(fd, room, (size_t)count, at))
			return false;
		at += (uint64_t)count;
	}
	return count == 0 && fdatasync(fd) == 0;
}

int
journal_disk_new(int directory, const char *name)
{
	if (unlinkat(directory, name, 0) != 0 && errno != ENOENT)
		return -1;
	return openat(directory, name,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW,
	    S_IRUSR | S_IWUSR);
}

bool
journal_disk_replace(
    int directory, int fd, const char *new, const char *name, bool safe)
{
	return (!safe || fdatasync(fd) == 0) &&
	    renameat(directory, new, directory, name) == 0;
}
