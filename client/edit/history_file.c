/*
 * The saved history: see history_file.h. The file is opened for every line,
 * which is appended with one write, because another client may just have
 * replaced the file with a shortened one.
 */
#include "edit/history_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "edit/secrets.h"
#include "session/xdg.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/names.h"

/*
 * How much of the end of the file is read: enough for HISTORY_LINES of the
 * longest lines.
 */
#define TAIL ((off_t)(HISTORY_LINES + 1) * LIMIT_LINE)

/* The number of lines at which the file is shortened to HISTORY_LINES. */
#define TOO_MANY (2 * HISTORY_LINES)

/* A consumer of the lines of a file. */
struct taker {
	/*
	 * Takes a line. Returns false with errno to stop. Null: lines are only
	 * counted.
	 */
	bool (*take)(struct taker *taker, struct str line);
	struct history *history; /* for take_history: where they go */
	/* for take_copy: lines to leave out before copying to fd */
	size_t skip;
	int fd;
	size_t count; /* lines taken so far */
};

/* Stands in the file for a line break within a line. */
#define BREAK '\r'

/* Copies the line into room with one character in place of another. */
static struct str
exchange(char room[LIMIT_LINE], struct str line, char old, char new)
{
	for (size_t i = 0; i < line.len; i++) {
		room[i] = line.at[i];
		if (room[i] == old)
			room[i] = new;
	}
	return (struct str) { room, line.len };
}

/*
 * Returns whether a line of the file can have been typed, as one with a TAB
 * cannot, and holds no secret. A CR at the end is another system's line end.
 */
static bool
is_typed(struct str line)
{
	char room[LIMIT_LINE];

	if (line.len == 0 || line.len >= LIMIT_LINE ||
	    line.at[line.len - 1] == BREAK)
		return false;
	for (size_t i = 0; i < line.len; i++)
		if ((unsigned char)line.at[i] < ' ' && line.at[i] != BREAK)
			return false;
	return text_check(exchange(room, line, BREAK, ' '), LIMIT_LINE - 1) ==
	    CODE_OK &&
	    !secrets_in(exchange(room, line, BREAK, '\n')) &&
	    !secrets_in(exchange(room, line, BREAK, ' '));
}

static bool
take_lines(struct taker *taker, struct buf *buf)
{
	struct str line;
	enum line_found found;
	bool good = true;

	while (good && (found = buf_line(buf, &line)) != LINE_NONE) {
		if (found == LINE_TOO_LONG)
			continue;
		if (is_typed(line)) {
			good = taker->take == NULL || taker->take(taker, line);
			taker->count++;
		}
		buf_drop_line(buf, line);
	}
	return good;
}

/*
 * Passes the lines between two offsets to the taker, and no later ones: another
 * client may keep appending. Returns false with errno on failure.
 */
static bool
read_from(int fd, off_t from, off_t end, struct buf *buf, struct taker *taker)
{
	char *room;

	while (from < end) {
		size_t size = buf_room(buf, &room);
		if ((off_t)size > end - from)
			size = (size_t)(end - from);
		const ssize_t got = pread(fd, room, size, from);
		if (got == -1 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		from += got;
		buf_filled(buf, (size_t)got);
		if (!take_lines(taker, buf))
			return false;
	}
	return true;
}

/*
 * Passes the lines in the last TAIL bytes before end to the taker, without a
 * first one that is cut off. Returns false with errno on failure.
 */
static bool
read_tail(int fd, off_t end, struct taker *taker)
{
	char memory[2 * LIMIT_LINE];
	struct buf buf;

	buf_init(&buf, memory, sizeof(memory));
	buf.skipping = end > TAIL;
	return read_from(fd, end > TAIL ? end - TAIL : 0, end, &buf, taker);
}

/*
 * Passes the lines from an offset, where one begins, up to end to the taker.
 * Returns false with errno on failure.
 */
static bool
read_rest(int fd, off_t from, off_t end, struct taker *taker)
{
	char memory[2 * LIMIT_LINE];
	struct buf buf;

	buf_init(&buf, memory, sizeof(memory));
	return read_from(fd, from, end, &buf, taker);
}

static bool
take_history(struct taker *taker, struct str line)
{
	char room[LIMIT_LINE];

	(void)history_remember(
	    taker->history, exchange(room, line, BREAK, '\n'));
	return true;
}

static bool
take_copy(struct taker *taker, struct str line)
{
	char memory[LIMIT_LINE];
	struct buf buf;

	if (taker->count < taker->skip)
		return true;
	buf_init(&buf, memory, sizeof(memory));
	return BUF_CAT(&buf, line, STR("\n")) &&
	    io_write_all(taker->fd, memory, buf_len(&buf));
}

/* Returns why the file could not be opened. */
static const char *
why_not_opened(void)
{
	switch (errno) {
	case ELOOP:
		return "is a symbolic link";
	case ENXIO: /* a socket */
		return "not a regular file";
	default:
		return strerror(errno);
	}
}

/*
 * Returns null, or why the open file is not used. Takes away others' permission
 * to read it.
 */
static const char *
why_not_ours(int fd, struct stat *info)
{
	if (fstat(fd, info) != 0)
		return strerror(errno);
	if (!S_ISREG(info->st_mode))
		return "not a regular file";
	if (info->st_uid != geteuid())
		return "belongs to another user";
	if (info->st_nlink > 1)
		return "has another hard link";
	if ((info->st_mode & 077) != 0 && fchmod(fd, 0600) != 0)
		return strerror(errno);
	return NULL;
}

#define OPEN (O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/*
 * Opens the file if it is ours. Returns -1 if not, with *wrong; null there
 * means that the file does not exist.
 */
static int
open_ours(const char *path, int flags, struct stat *info, const char **wrong)
{
	int fd = open(path, flags | OPEN, 0600);

	*wrong = NULL;
	if (fd != -1)
		*wrong = why_not_ours(fd, info);
	else if (errno != ENOENT)
		*wrong = why_not_opened();
	if (fd != -1 && *wrong != NULL)
		io_close(&fd);
	return fd;
}

/* Creates the directories; an error shows when the file is opened. */
static void
make_directories(const char *path)
{
	char above[HISTORY_PATH];

	(void)snprintf(above, sizeof(above), "%s", path);
	(void)xdg_make_above(above);
}

/*
 * Opens the file for appending, and creates it if necessary. Returns -1 with
 * *wrong on failure.
 */
static int
open_or_make(const char *path, struct stat *info, const char **wrong)
{
	const int flags = O_RDWR | O_APPEND | O_CREAT;
	int fd = open_ours(path, flags, info, wrong);

	if (fd != -1 || *wrong != NULL)
		return fd;
	make_directories(path);
	fd = open_ours(path, flags, info, wrong);
	if (fd == -1 && *wrong == NULL)
		*wrong = strerror(ENOENT);
	return fd;
}

/*
 * Renames the new file to replace the old one, then copies the lines that other
 * clients have appended to the old one meanwhile.
 */
static bool
put_in_place(const struct history_file *file, const char *path, int old,
    off_t end, struct taker *copy)
{
	struct stat info;

	if (rename(path, file->path) != 0)
		return false;
	copy->skip = 0;
	return fstat(old, &info) == 0 &&
	    read_rest(old, end, info.st_size, copy);
}

/* Copies the last lines to a new file, which then replaces the old one. */
static bool
copy_tail(const struct history_file *file, int old, off_t end)
{
	char path[HISTORY_PATH + sizeof(".XXXXXX")];
	struct taker lines = { .take = NULL };
	struct taker copy = { .take = take_copy };

	(void)snprintf(path, sizeof(path), "%s.XXXXXX", file->path);
	if (!read_tail(old, end, &lines))
		return false;
	if (lines.count > HISTORY_LINES)
		copy.skip = lines.count - HISTORY_LINES;
	int fd = mkstemp(path);
	if (fd == -1)
		return false;
	/* Once it is renamed, other clients append to it as well. */
	(void)fcntl(fd, F_SETFL, O_APPEND);
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	copy.fd = fd;
	const bool good = read_tail(old, end, &copy) &&
	    put_in_place(file, path, old, end, &copy);
	const int error = errno;
	if (!good)
		(void)unlink(path); /* fails if it was renamed */
	io_close(&fd);
	errno = error;
	return good;
}

/*
 * Shortens the file. Whether that works or not, the next try comes only after
 * that many more lines. Returns false with why on failure.
 */
static bool
shorten(struct history_file *file, struct error *why)
{
	struct stat info;
	const char *wrong;
	int fd = open_ours(file->path, O_RDONLY, &info, &wrong);

	file->lines = HISTORY_LINES;
	if (fd != -1 && !copy_tail(file, fd, info.st_size))
		wrong = strerror(errno);
	io_close(&fd);
	if (wrong == NULL)
		return true;
	return error_set(
	    why, EX_CANTCREAT, "cannot shorten %s: %s", file->path, wrong);
}

/* Reports an error and stops using the file. */
static bool
give_up(struct history_file *file, struct error *why, const char *what,
    const char *wrong)
{
	(void)error_set(
	    why, EX_CANTCREAT, "cannot %s %s: %s", what, file->path, wrong);
	file->path[0] = '\0';
	return false;
}

bool
history_file_open(
    struct history_file *file, struct history *history, struct error *why)
{
	struct taker taker = { .take = take_history, .history = history };
	struct stat info;
	const char *wrong;

	*file = (struct history_file) { 0 };
	xdg_find(file->path, sizeof(file->path), "XDG_STATE_HOME",
	    ".local/state", "history");
	if (file->path[0] == '\0')
		return true;
	int fd = open_ours(file->path, O_RDONLY, &info, &wrong);
	if (fd != -1 && !read_tail(fd, info.st_size, &taker))
		wrong = strerror(errno);
	const bool there = fd != -1;
	io_close(&fd);
	if (wrong != NULL)
		return give_up(file, why, "read", wrong);
	file->lines = taker.count;
	if (there && (taker.count > TOO_MANY || info.st_size > 2 * TAIL))
		return shorten(file, why);
	return true;
}

/* Appends a line; begins a new one if the last was not written completely. */
static bool
append(int fd, off_t size, struct str line)
{
	char memory[LIMIT_LINE + 1];
	struct buf buf;
	char last = '\n';

	if (size > 0 && pread(fd, &last, 1, size - 1) == -1)
		return false;
	buf_init(&buf, memory, sizeof(memory));
	return BUF_CAT(
		   &buf, last == '\n' ? STR("") : STR("\n"), line, STR("\n")) &&
	    io_write_all(fd, memory, buf_len(&buf));
}

bool
history_file_add(struct history_file *file, struct str line, struct error *why)
{
	struct stat info;
	char room[LIMIT_LINE];
	const char *wrong;

	if (file->path[0] == '\0' || line.len >= LIMIT_LINE)
		return true;
	line = exchange(room, line, '\n', BREAK);
	if (!is_typed(line))
		return true;
	int fd = open_or_make(file->path, &info, &wrong);
	if (fd != -1 && !append(fd, info.st_size, line))
		wrong = strerror(errno);
	io_close(&fd);
	if (wrong != NULL)
		return give_up(file, why, "write to", wrong);
	if (++file->lines > TOO_MANY)
		return shorten(file, why);
	return true;
}
