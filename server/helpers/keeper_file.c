/* The place of the keeper's store: see keeper_file.h. */
#include "helpers/keeper_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/io.h"

/*
 * The object's layout: the distance between its halves, more than any store
 * takes; and the mark before each half, which is the number of its change, and
 * LF. While a half is being written its mark is no number.
 */
#define HALF ((off_t)64 * 1024 * 1024)
#define MARK 17
#define NO_MARK "................\n"

static bool
keeper_file_refuse(struct error *why, const char *what)
{
	return error_set(why, EX_CONFIG, "cannot read the accounts: %s", what);
}

static bool
refuse_line(struct error *why, size_t line, const char *what)
{
	return error_set(why, EX_CONFIG,
	    "accounts, line %zu: %s; correct that line, or restore the file "
	    "from a copy",
	    line, what);
}

static bool
refuse_changed(struct error *why, size_t line)
{
	return error_set(why, EX_CONFIG,
	    "accounts, line %zu: the file does not match its checksum; restore "
	    "it from " KEEPER_FILE_OLD " or a copy, or, if you have edited it, "
	    "delete the last word of that line",
	    line);
}

/*
 * Takes all whole lines read so far. Returns false with *why if one is wrong.
 */
static bool
take_lines(struct buf *buf, struct store *store, struct store_reading *reading,
    bool is_object, struct error *why)
{
	struct str line;

	/* After the end, an object still has bytes of older contents. */
	while (!(reading->ended && is_object)) {
		const enum line_found kind = buf_line(buf, &line);
		const char *wrong;
		if (kind == LINE_NONE && !buf->skipping)
			return true;
		if (kind != LINE_WHOLE)
			return refuse_line(
			    why, reading->lines + 1, "line too long");
		wrong = store_read(store, reading, line);
		if (wrong != NULL)
			return reading->has_changed ?
			    refuse_changed(why, reading->lines) :
			    refuse_line(why, reading->lines, wrong);
		buf_drop_line(buf, line);
	}
	return true;
}

/* Returns whether the file ended with its last line; false with *why if not. */
static bool
is_whole(const struct buf *buf, const struct store_reading *reading,
    bool is_object, struct error *why)
{
	if (reading->ended && (is_object || buf_len(buf) == 0))
		return true;
	return refuse_line(why, reading->lines + 1,
	    "the last line, \"end\" and a number, is missing");
}

static bool
read_lines(const struct keeper_file *file, int fd, struct store *store,
    struct error *why)
{
	struct store_reading reading = { .lines = 0 };
	struct buf buf;
	ssize_t count;
	char *room;

	buf_init(&buf, file->room, KEEPER_ROOM);
	do {
		const size_t size = buf_room(&buf, &room);
		count = io_read(fd, room, size);
		if (count < 0)
			return keeper_file_refuse(why, strerror(errno));
		buf_filled(&buf, (size_t)count);
		if (!take_lines(&buf, store, &reading, file->is_object, why))
			return false;
	} while (count > 0 && !(reading.ended && file->is_object));
	return is_whole(&buf, &reading, file->is_object, why);
}

static bool
refuse_owner(struct error *why, uid_t is, uid_t wanted)
{
	return error_set(why, EX_CONFIG,
	    "cannot read the accounts: they belong to uid %ld, not to the "
	    "server's user; run chown %ld on the file",
	    (long)is, (long)wanted);
}

/*
 * Returns whether the file belongs to the owner, and nobody else can read or
 * write it.
 */
static bool
is_ours(int fd, uid_t owner, struct error *why)
{
	struct stat info;

	if (fstat(fd, &info) != 0)
		return keeper_file_refuse(why, strerror(errno));
	if (!S_ISREG(info.st_mode))
		return keeper_file_refuse(why, "not a regular file");
	if (info.st_uid != owner)
		return refuse_owner(why, info.st_uid, owner);
	if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return keeper_file_refuse(
		    why, "other users can access it; run chmod go= on it");
	return true;
}

/* Reports why the file cannot be opened; returns false. */
static bool
is_closed_to_us(const struct keeper_file *file, int error, struct error *why)
{
	struct stat info;

	if (error == EACCES &&
	    fstatat(file->fd, KEEPER_FILE, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    info.st_uid != file->owner)
		return refuse_owner(why, info.st_uid, file->owner);
	return keeper_file_refuse(why, strerror(error));
}

/*
 * Returns whether no file is expected: without accounts.old there has never
 * been one.
 */
static bool
is_new(const struct keeper_file *file, struct error *why)
{
	struct stat old;

	if (fstatat(file->fd, KEEPER_FILE_OLD, &old, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ||
		    keeper_file_refuse(why, strerror(errno));
	return keeper_file_refuse(why,
	    "the file is missing, but " KEEPER_FILE_OLD " is there; rename "
	    "that to " KEEPER_FILE ", or remove it to start without accounts");
}

/*
 * Notes the file's state before reading it, so that no later change is missed.
 * The state is taken by name, as it is for the later comparison, because a
 * library such as libfaketime shows other times through fstat.
 */
static bool
load_directory(struct keeper_file *file, struct store *store, struct error *why)
{
	const bool is_seen = fstatat(file->fd, KEEPER_FILE, &file->seen,
				 AT_SYMLINK_NOFOLLOW) == 0;
	/* Opening a FIFO would block. */
	int fd = openat(file->fd, KEEPER_FILE,
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
	bool good;

	file->is_there = fd != -1;
	if (fd == -1)
		return errno == ENOENT ? is_new(file, why) :
					 is_closed_to_us(file, errno, why);
	if (!is_seen)
		file->seen =
		    (struct stat) { .st_ino = 0 }; /* matches no file */
	good =
	    is_ours(fd, file->owner, why) && read_lines(file, fd, store, why);
	io_close(&fd);
	return good;
}

static off_t
half_of(uint64_t change)
{
	return change % 2 == 0 ? 0 : HALF;
}

/*
 * Returns the number of the change that the half holds, or 0 if there is none
 * or the half was not written to its end.
 */
static uint64_t
change_in(int fd, off_t half)
{
	char mark[MARK];
	uint64_t change;

	if (lseek(fd, half, SEEK_SET) == -1 || io_read(fd, mark, MARK) != MARK)
		return 0;
	return str_to_number(
		   (struct str) { mark, MARK - 1 }, UINT64_MAX, &change) ?
	    change :
	    0;
}

static bool
load_object(struct keeper_file *file, struct store *store, struct error *why)
{
	const uint64_t one = change_in(file->fd, 0);
	const uint64_t other = change_in(file->fd, HALF);

	file->change = one > other ? one : other;
	if (file->change == 0)
		return true;
	if (lseek(file->fd, half_of(file->change) + MARK, SEEK_SET) == -1)
		return keeper_file_refuse(why, strerror(errno));
	return read_lines(file, file->fd, store, why);
}

bool
keeper_file_load(
    struct keeper_file *file, struct store *store, struct error *why)
{
	return file->is_object ? load_object(file, store, why) :
				 load_directory(file, store, why);
}

/* Writes the store, as many lines at a time as there is room for. */
static bool
write_lines(const struct keeper_file *file, int fd, const struct store *store)
{
	struct store_writing writing = { .step = 0 };
	struct buf buf;
	bool more = true;

	while (more) {
		buf_init(&buf, file->room, KEEPER_ROOM);
		while (more && buf.size - buf_len(&buf) >= STORE_LINE)
			more = store_write(store, &writing, &buf);
		if (!io_write_all(fd, buf_str(&buf).at, buf_len(&buf)))
			return false;
	}
	return true;
}

/* Compares two files, as far as that is possible from outside. */
static bool
is_same(const struct stat *one, const struct stat *other)
{
	return one->st_dev == other->st_dev && one->st_ino == other->st_ino &&
	    one->st_size == other->st_size &&
	    one->st_mtim.tv_sec == other->st_mtim.tv_sec &&
	    one->st_mtim.tv_nsec == other->st_mtim.tv_nsec;
}

/*
 * Returns whether nobody else has changed the file since it was last read or
 * written. If somebody has, returns false with errno ESTALE.
 */
static bool
is_as_it_was(const struct keeper_file *file)
{
	struct stat now;

	if (fstatat(file->fd, KEEPER_FILE, &now, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT && file->is_there)
			errno = ESTALE;
		return errno == ENOENT;
	}
	errno = ESTALE;
	return file->is_there && is_same(&now, &file->seen);
}

bool
keeper_file_is_in_place(struct keeper_file *file)
{
	struct stat open, there;

	file->is_moved = false;
	if (file->path == NULL || file->path[0] == '\0')
		return true;
	if (fstat(file->fd, &open) != 0)
		return false;
	if (fstatat(AT_FDCWD, file->path, &there, 0) != 0) {
		file->is_moved = errno == ENOENT || errno == ENOTDIR;
		return false;
	}
	file->is_moved =
	    open.st_dev != there.st_dev || open.st_ino != there.st_ino;
	if (file->is_moved)
		errno = ENOENT;
	return !file->is_moved;
}

/*
 * Makes the new file. An existing file of that name is left from a dead keeper,
 * since a live one has the lock. The new file is accessible to this user alone.
 */
static int
make_new(const struct keeper_file *file)
{
	if (unlinkat(file->fd, KEEPER_FILE_NEW, 0) != 0 && errno != ENOENT)
		return -1;
	return openat(file->fd, KEEPER_FILE_NEW,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW,
	    S_IRUSR | S_IWUSR);
}

/*
 * Returns whether the name still leads to the file that was just written, and
 * copies its state, as seen by name, to *written.
 */
static bool
is_new_there(const struct keeper_file *file, int fd, struct stat *written)
{
	struct stat mine;

	if (fstat(fd, &mine) != 0 ||
	    fstatat(file->fd, KEEPER_FILE_NEW, written, AT_SYMLINK_NOFOLLOW) !=
		0)
		return false;
	errno = EEXIST;
	return mine.st_dev == written->st_dev && mine.st_ino == written->st_ino;
}

/* Writes the new file to the disk, before it takes the name of the old one. */
static bool
write_new(const struct keeper_file *file, const struct store *store,
    struct stat *written)
{
	int fd = make_new(file);
	bool good;

	if (fd == -1)
		return false;
	good = write_lines(file, fd, store) && fsync(fd) == 0 &&
	    is_new_there(file, fd, written);
	io_close(&fd);
	return good;
}

/*
 * Keeps the old file as accounts.old, if the file system can. Nothing depends
 * on it.
 */
static void
keep_old(const struct keeper_file *file)
{
	if (!file->is_there)
		return;
	(void)unlinkat(file->fd, KEEPER_FILE_OLD, 0);
	(void)linkat(file->fd, KEEPER_FILE, file->fd, KEEPER_FILE_OLD, 0);
}

/*
 * Removes the new file after a failure, so that a full disk does not stay full.
 * After the renaming the new file is in place and cannot be taken back, even if
 * it may still be lost.
 */
static bool
save_directory(struct keeper_file *file, const struct store *store)
{
	struct stat written;
	int error;

	if (!keeper_file_is_in_place(file))
		return false;
	if (write_new(file, store, &written) && is_as_it_was(file) &&
	    keeper_file_is_in_place(file)) {
		keep_old(file);
		if (renameat(file->fd, KEEPER_FILE_NEW, file->fd,
			KEEPER_FILE) == 0) {
			file->is_there = true;
			file->seen = written;
			return fsync(file->fd) == 0;
		}
	}
	error = errno;
	(void)unlinkat(
	    file->fd, KEEPER_FILE_NEW, 0); /* or the next save does */
	errno = error;
	return false;
}

static bool
write_mark(int fd, off_t half, const char *mark)
{
	return lseek(fd, half, SEEK_SET) != -1 && io_write_all(fd, mark, MARK);
}

/* Writes the mark last: a keeper that dies before has changed nothing. */
static bool
save_object(struct keeper_file *file, const struct store *store)
{
	const uint64_t change = file->change + 1;
	const off_t half = half_of(change);
	char mark[MARK + 1];

	(void)snprintf(mark, sizeof(mark), "%016llu\n",
	    (unsigned long long)change); /* fits for thousands of years */
	if (!write_mark(file->fd, half, NO_MARK) ||
	    !write_lines(file, file->fd, store) ||
	    !write_mark(file->fd, half, mark))
		return false;
	file->change = change;
	return true;
}

bool
keeper_file_save(struct keeper_file *file, const struct store *store)
{
	return file->is_object ? save_object(file, store) :
				 save_directory(file, store);
}
