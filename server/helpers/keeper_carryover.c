/* The boxes and tables that outlast a restart: see keeper_carryover.h. */
#include "helpers/keeper_carryover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem/limits.h"
#include "shared/crypto/base64.h"
#include "shared/io.h"
#include "shared/names.h"

#define FIRST_LINE STR("forkcast-carryover 1")

/* No server can write a larger file. */
#define FILE_MOST ((off_t)4 * (off_t)MEMORY_MAX)

void
carryover_init(struct carryover *carryover, int directory, uid_t owner)
{
	carryover->directory = directory;
	carryover->owner = owner;
	carryover->fd = -1;
}

/* Begins to read or to write through the file that was opened. */
static void
begin(struct carryover *carryover, bool writes)
{
	carryover->writes = writes;
	carryover->ended = false;
	carryover->lines = carryover->records = 0;
	buf_init(&carryover->buf, carryover->room, CARRYOVER_ROOM);
	sha256_begin(&carryover->sum);
}

static void
count_line(struct carryover *carryover, struct str line)
{
	sha256_add(&carryover->sum, line.at, line.len);
	sha256_add(&carryover->sum, "\n", 1);
}

/* Returns null, or why the open file is not to be read. */
static const char *
what_is_wrong(const struct carryover *carryover)
{
	struct stat info;

	if (fstat(carryover->fd, &info) != 0)
		return strerror(errno);
	if (!S_ISREG(info.st_mode))
		return "it is not a regular file";
	if (info.st_uid != carryover->owner)
		return "it belongs to another user";
	if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return "other users can access it; run chmod go= on it";
	return info.st_size > FILE_MOST ? "it is too large" : NULL;
}

/* Reads on into the buffer. Returns false at the end, or with errno. */
static bool
read_more(struct carryover *carryover)
{
	char *room;
	const size_t size = buf_room(&carryover->buf, &room);
	const ssize_t count = io_read(carryover->fd, room, size);

	errno = count == 0 ? 0 : errno;
	if (count <= 0)
		return false;
	buf_filled(&carryover->buf, (size_t)count);
	return true;
}

/* Returns the next line, or LINE_NONE at the end. */
static enum line_found
next_line(struct carryover *carryover, struct str *line)
{
	enum line_found found;

	do
		found = buf_line(&carryover->buf, line);
	while (found == LINE_NONE && read_more(carryover));
	carryover->lines += found != LINE_NONE;
	return found;
}

/* Returns whether the file begins with its first line; false with *wrong. */
static bool
has_first_line(struct carryover *carryover, const char **wrong)
{
	struct str line;

	*wrong = "it does not begin with \"forkcast-carryover 1\"";
	if (next_line(carryover, &line) != LINE_WHOLE ||
	    !str_eq(line, FIRST_LINE))
		return false;
	count_line(carryover, line);
	buf_drop_line(&carryover->buf, line);
	return true;
}

/* Opens the file. If there is none, all is read; false with *wrong. */
static bool
open_file(struct carryover *carryover, const char **wrong)
{
	/* Opening a FIFO would block. */
	carryover->fd = openat(carryover->directory, CARRYOVER_FILE,
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
	begin(carryover, false);
	if (carryover->fd == -1) {
		carryover->ended = errno == ENOENT;
		*wrong = strerror(errno);
		return carryover->ended;
	}
	*wrong = what_is_wrong(carryover);
	if (*wrong == NULL && has_first_line(carryover, wrong))
		return true;
	io_close(&carryover->fd);
	return false;
}

/* Checks "end COUNT [SUM]". */
static enum code
check_end(struct carryover *carryover, struct str rest, struct str *wrong)
{
	const struct str count = str_word(&rest);
	unsigned char digest[SHA256_SIZE];
	char text[BASE64_TEXT(SHA256_SIZE)];
	uint64_t number;

	sha256_add(&carryover->sum, "end ", strlen("end "));
	sha256_add(&carryover->sum, count.at, count.len);
	sha256_end(&carryover->sum, digest);
	if (!str_to_number(count, UINT64_MAX, &number) ||
	    number != carryover->records) {
		*wrong = STR("the file has another number of lines than its "
			     "end says");
		return CODE_BAD_TEXT;
	}
	if (rest.len > 0 &&
	    !str_eq(rest, base64_text(digest, sizeof(digest), text))) {
		*wrong = STR("the file does not match its checksum");
		return CODE_BAD_TEXT;
	}
	return CODE_OK;
}

/* Ends the reading at the last line, or where there are no more. */
static enum code
finish(struct carryover *carryover, enum line_found found, struct str line,
    struct str *wrong)
{
	const bool failed = found == LINE_NONE && errno != 0;
	enum code code = CODE_BAD_TEXT;

	*wrong = STR("the last line, \"end\" and a number, is missing");
	if (failed)
		*wrong = str_from(strerror(errno));
	if (found == LINE_WHOLE) {
		(void)str_word(&line);
		code = check_end(carryover, line, wrong);
	}
	io_close(&carryover->fd);
	carryover->ended = true;
	return failed ? CODE_NOT_ALLOWED : code;
}

static bool
is_end(struct str line)
{
	return str_eq(str_word(&line), STR("end"));
}

/*
 * Reads a line. The record stays in the buffer after it is dropped there, until
 * the next read.
 */
static enum code
read_record(struct carryover *carryover, struct str *record, struct str *wrong)
{
	const enum line_found found = next_line(carryover, record);
	const struct str line = *record;

	if (found == LINE_NONE || (found == LINE_WHOLE && is_end(line))) {
		*record = STR("");
		return finish(carryover, found, line, wrong);
	}
	carryover->records++;
	*wrong = STR("line too long");
	if (found == LINE_TOO_LONG)
		return CODE_BAD_TEXT;
	count_line(carryover, line);
	buf_drop_line(&carryover->buf, line);
	if (line.len > CARRYOVER_RECORD)
		return CODE_BAD_TEXT;
	*wrong = STR("not a line of text");
	return line.len > 0 ? text_check(line, CARRYOVER_RECORD) :
			      CODE_BAD_TEXT;
}

enum code
carryover_next(
    struct carryover *carryover, struct str *record, struct str *wrong)
{
	const char *why;
	enum code code;

	*record = STR("");
	if (carryover->directory == -1 ||
	    (carryover->ended && !carryover->writes))
		return CODE_OK;
	if (carryover->writes)
		carryover_drop(carryover);
	if (carryover->fd == -1 && !open_file(carryover, &why)) {
		*wrong = str_from(why);
		return CODE_NOT_ALLOWED;
	}
	if (carryover->ended)
		return CODE_OK;
	code = read_record(carryover, record, wrong);
	if (code != CODE_OK)
		*record = STR("");
	return code == CODE_OK || code == CODE_NOT_ALLOWED ? code :
							     CODE_BAD_TEXT;
}

/* Writes what waits in the buffer. */
static bool
write_out(struct carryover *carryover)
{
	const struct str waits = buf_str(&carryover->buf);

	if (!io_write_all(carryover->fd, waits.at, waits.len))
		return false;
	buf_drop(&carryover->buf, waits.len);
	return true;
}

static bool
write_line(struct carryover *carryover, struct str line)
{
	count_line(carryover, line);
	return BUF_SAY(&carryover->buf, line) ||
	    (write_out(carryover) && BUF_SAY(&carryover->buf, line));
}

/*
 * Makes the new file, in place of one that a dead keeper has left. It is
 * accessible to this user alone.
 */
static bool
make_new(struct carryover *carryover)
{
	if (unlinkat(carryover->directory, CARRYOVER_NEW, 0) != 0 &&
	    errno != ENOENT)
		return false;
	carryover->fd = openat(carryover->directory, CARRYOVER_NEW,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW,
	    S_IRUSR | S_IWUSR);
	begin(carryover, true);
	return carryover->fd != -1 && write_line(carryover, FIRST_LINE);
}

void
carryover_drop(struct carryover *carryover)
{
	const int error = errno;

	if (carryover->fd != -1 && carryover->writes)
		(void)unlinkat(carryover->directory, CARRYOVER_NEW,
		    0); /* or the next one does */
	io_close(&carryover->fd);
	begin(carryover, false);
	errno = error;
}

bool
carryover_add(struct carryover *carryover, struct str record)
{
	errno = ENOTDIR;
	if (carryover->directory == -1)
		return false;
	if (!carryover->writes)
		carryover_drop(carryover);
	if ((carryover->fd != -1 || make_new(carryover)) &&
	    write_line(carryover, record)) {
		carryover->records++;
		return true;
	}
	carryover_drop(carryover);
	return false;
}

/* Writes the last line, and everything to the disk. */
static bool
write_end(struct carryover *carryover)
{
	unsigned char digest[SHA256_SIZE];
	char text[BASE64_TEXT(SHA256_SIZE)], digits[STR_DIGITS];
	const struct str count = str_number(carryover->records, digits);

	sha256_add(&carryover->sum, "end ", strlen("end "));
	sha256_add(&carryover->sum, count.at, count.len);
	sha256_end(&carryover->sum, digest);
	return write_out(carryover) &&
	    BUF_SAY(&carryover->buf, STR("end"), count,
		base64_text(digest, sizeof(digest), text)) &&
	    write_out(carryover) && fsync(carryover->fd) == 0;
}

/* Puts the new file in place. An earlier one stays as the old one, if it can.
 */
static bool
put_in_place(const struct carryover *carryover)
{
	const int at = carryover->directory;
	struct stat info;

	if (fstatat(at, CARRYOVER_FILE, &info, AT_SYMLINK_NOFOLLOW) == 0) {
		(void)unlinkat(at, CARRYOVER_OLD, 0);
		(void)linkat(at, CARRYOVER_FILE, at, CARRYOVER_OLD, 0);
	}
	return renameat(at, CARRYOVER_NEW, at, CARRYOVER_FILE) == 0;
}

bool
carryover_close(struct carryover *carryover, uint64_t count)
{
	errno = EIO; /* some records are missing: another keeper had them */
	if (carryover->fd == -1 || !carryover->writes ||
	    carryover->records != count || !write_end(carryover) ||
	    !put_in_place(carryover)) {
		carryover_drop(carryover);
		return false;
	}
	io_close(&carryover->fd);
	begin(carryover, false);
	return fsync(carryover->directory) == 0;
}

bool
carryover_spend(struct carryover *carryover, bool aside)
{
	const int at = carryover->directory;
	const int done = at == -1 ? 0 :
	    aside ? renameat(at, CARRYOVER_FILE, at, CARRYOVER_OLD) :
		    unlinkat(at, CARRYOVER_FILE, 0);

	if (done != 0)
		return errno == ENOENT;
	if (at != -1)
		(void)fsync(at); /* it is gone, whatever the disk does */
	return true;
}
