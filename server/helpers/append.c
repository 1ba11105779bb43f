/* A file to which lines are appended: see append.h. */
#include "helpers/append.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/disk.h"
#include "shared/io.h"

/*
 * The flags of each file: it is this one, and opening it does not wait. Linux
 * writes at its end, wherever that is: also if somebody has cut it.
 */
#define FLAGS \
	(O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK)
#define MODE (S_IRUSR | S_IWUSR)

/* Bytes that are looked at together for the last LF. */
#define BLOCK ((size_t)4096)

void
append_init(struct append *file, char *room, size_t size)
{
	*file = (struct append) { .fd = -1 };
	buf_init(&file->waiting, room, size);
}

/* Finds the end of the last line; false with errno. */
static bool
find_end(int fd, uint64_t size, uint64_t *end)
{
	char block[BLOCK];

	while (size > 0) {
		const size_t part = size % BLOCK > 0 ? size % BLOCK : BLOCK;
		const ssize_t count = disk_read(fd, size - part, block, part);
		if (count != (ssize_t)part) {
			errno = count < 0 ? errno : EIO;
			return false;
		}
		for (size_t i = part; i > 0; i--)
			if (block[i - 1] == '\n') {
				*end = size - part + i;
				return true;
			}
		size -= part;
	}
	*end = 0;
	return true;
}

/* Returns whether it is a file of ours alone; false with errno. */
static bool
is_own(int fd)
{
	struct stat info;

	if (fstat(fd, &info) != 0)
		return false;
	errno = EPERM;
	return S_ISREG(info.st_mode) && info.st_uid == geteuid() &&
	    (info.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) == MODE;
}

bool
append_take(struct append *file, int fd)
{
	struct stat info;
	uint64_t end;

	file->fd = fd;
	if (fstat(fd, &info) != 0 ||
	    !find_end(fd, (uint64_t)info.st_size, &end))
		return false;
	file->size = end;
	file->is_dirty = end < (uint64_t)info.st_size;
	return !file->is_dirty || ftruncate(fd, (off_t)end) == 0;
}

bool
append_open(struct append *file, int directory, const char *name)
{
	file->fd = openat(directory, name, FLAGS);
	if (file->fd == -1 && errno == ENOENT)
		file->fd =
		    openat(directory, name, FLAGS | O_CREAT | O_EXCL, MODE);
	if (file->fd != -1 && is_own(file->fd) && append_take(file, file->fd))
		return true;
	if (errno == ELOOP || errno == EISDIR || errno == ENXIO ||
	    errno == EACCES) /* a link, a directory, a pipe, another user's */
		errno = EPERM;
	append_close(file);
	return false;
}

static const char *
name_of_new(const char *name, char room[APPEND_NAME])
{
	const int len = snprintf(room, APPEND_NAME, "%s" APPEND_NEW, name);

	errno = ENAMETOOLONG;
	return len < APPEND_NAME ? room : NULL;
}

bool
append_begin_anew(struct append *file, int directory, const char *name)
{
	char room[APPEND_NAME];
	const char *fresh = name_of_new(name, room);

	if (fresh == NULL ||
	    (unlinkat(directory, fresh, 0) != 0 && errno != ENOENT))
		return false;
	file->fd = openat(directory, fresh, FLAGS | O_CREAT | O_EXCL, MODE);
	return file->fd != -1;
}

bool
append_add(struct append *file, const struct str *pieces, size_t count)
{
	if (buf_cat(&file->waiting, pieces, count))
		return true;
	return append_write(file) && buf_cat(&file->waiting, pieces, count);
}

bool
append_write(struct append *file)
{
	const struct str waiting = buf_str(&file->waiting);

	if (!disk_write(file->fd, file->size, waiting)) {
		const int error = errno;
		/* Gives back the room of a part. */
		(void)ftruncate(file->fd, (off_t)file->size);
		errno = error;
		return false;
	}
	file->size += waiting.len;
	file->is_dirty = file->is_dirty || waiting.len > 0;
	buf_drop(&file->waiting, waiting.len);
	return true;
}

bool
append_sync(struct append *file)
{
	int done;

	do
#ifdef F_FULLFSYNC /* macOS: the others leave it in the disk's own memory */
		done = fcntl(file->fd, F_FULLFSYNC);
#else
		done = fdatasync(file->fd);
#endif
	while (done == -1 && errno == EINTR);
	file->is_dirty = file->is_dirty && done == -1;
	return done != -1;
}

bool
append_replace(struct append *file, int directory, const char *name)
{
	char room[APPEND_NAME];
	const char *fresh = name_of_new(name, room);

	return fresh != NULL && append_write(file) && append_sync(file) &&
	    renameat(directory, fresh, directory, name) == 0 &&
	    disk_sync_name(directory, name);
}

bool
append_is_there(const struct append *file, int directory, const char *name)
{
	struct stat mine, there;

	if (fstatat(directory, name, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	errno = ESTALE;
	return fstat(file->fd, &mine) == 0 && mine.st_dev == there.st_dev &&
	    mine.st_ino == there.st_ino &&
	    (uint64_t)there.st_size == file->size;
}

void
append_close(struct append *file)
{
	io_close(&file->fd);
	file->is_dirty = false;
	buf_drop(&file->waiting, buf_len(&file->waiting));
}
