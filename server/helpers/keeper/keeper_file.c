/* The place of the keeper's store: see keeper_file.h. */
#include "helpers/keeper/keeper_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/crypto/base64.h"
#include "shared/io.h"

/* Another object could not take the place of this one, which has no name. */
#define OBJECT_MOST ((uint64_t)64 * 1024 * 1024)

/* A file with fewer lines that are out of date is not written anew. */
#define SMALL 1000

static bool
keeper_file_refuse(struct error *why, const char *what)
{
	return error_set(why, EX_CONFIG, "cannot read the accounts: %s", what);
}

/* Takes all whole lines read so far. Returns false with *why if one is wrong.
 */
static bool
take_lines(struct keeper_file *file, struct buf *buf, struct store *store,
    struct error *why)
{
	struct str line;
	enum line_found found;
	const char *wrong;

	while ((found = buf_line(buf, &line)) == LINE_WHOLE) {
		if (++file->lines == 1 && !str_eq(line, STR(STORE_HEAD)))
			return keeper_file_refuse(why,
			    "not a file of this version; move the file "
			    "\"" KEEPER_FILE "\" away, or restore a copy");
		wrong = file->lines > 1 ? store_change(store, line) : NULL;
		if (wrong != NULL)
			return error_set(why, EX_CONFIG,
			    "accounts, line %zu: %s; correct that line, or "
			    "restore the file from a copy",
			    file->lines, wrong);
		buf_drop_line(buf, line);
	}
	return (found == LINE_NONE && !buf->skipping) ||
	    error_set(why, EX_CONFIG, "accounts, line %zu: line too long",
		file->lines + 1);
}

static bool
read_lines(struct keeper_file *file, struct store *store, struct error *why)
{
	struct buf buf;
	ssize_t count;
	char *room;

	file->lines = 0;
	buf_init(&buf, file->room + KEEPER_ROOM / 2, KEEPER_ROOM / 2);
	do {
		const size_t size = buf_room(&buf, &room);
		count = io_read(file->out.fd, room, size);
		if (count < 0)
			return keeper_file_refuse(why, strerror(errno));
		buf_filled(&buf, (size_t)count);
		if (!take_lines(file, &buf, store, why))
			return false;
	} while (count > 0);
	file->torn = buf_len(&buf);
	return file->lines > 0 ||
	    keeper_file_refuse(why,
		"the file is empty; restore it from a copy, or remove it to "
		"start without accounts");
}

/* Opens the file, if there is one. */
static bool
open_it(struct keeper_file *file, struct error *why)
{
	struct stat info;
	bool good;
	int error;

	append_init(&file->out, file->room, KEEPER_ROOM / 2);
	file->is_open = true;
	if (file->is_object) {
		file->out.fd = file->fd;
		return true;
	}
	/* Opening a FIFO would block. */
	file->out.fd = openat(file->fd, KEEPER_FILE,
	    (file->writes ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK |
		O_NOCTTY | O_NOFOLLOW);
	if (file->out.fd == -1 && errno == ENOENT)
		return true;
	error = errno;
	/* One that cannot be opened may be another user's. */
	good = (file->out.fd != -1 ? fstat(file->out.fd, &info) :
				     fstatat(file->fd, KEEPER_FILE, &info,
					 AT_SYMLINK_NOFOLLOW)) == 0;
	if (good &&
	    (!S_ISREG(info.st_mode) || info.st_uid != file->owner ||
		(info.st_mode & (S_IRWXG | S_IRWXO)) != 0))
		return error_set(why, EX_CONFIG,
		    "cannot read the accounts: not a file of the server's user "
		    "alone; run chown %ld and chmod 600 on it",
		    (long)file->owner);
	return (good && file->out.fd != -1) ||
	    keeper_file_refuse(why, strerror(error));
}

/* Cuts off what is torn, and finds the end. */
static bool
find_end(struct keeper_file *file, struct error *why)
{
	struct stat info;

	if (fstat(file->out.fd, &info) != 0)
		return keeper_file_refuse(why, strerror(errno));
	file->out.size = file->saved = (uint64_t)info.st_size - file->torn;
	if (file->torn > 0 &&
	    (ftruncate(file->out.fd, (off_t)file->saved) != 0 ||
		!append_sync(&file->out)))
		return keeper_file_refuse(why, strerror(errno));
	return true;
}

bool
keeper_file_load(
    struct keeper_file *file, struct store *store, struct error *why)
{
	bool good = file->is_open || open_it(file, why);

	file->torn = 0;
	file->is_there = good && file->out.fd != -1 &&
	    lseek(file->out.fd, 0, SEEK_END) > (file->is_object ? 0 : -1) &&
	    lseek(file->out.fd, 0, SEEK_SET) == 0;
	if (file->is_there)
		good = read_lines(file, store, why) &&
		    (!file->writes || find_end(file, why));
	if (!file->writes)
		io_close(&file->out.fd);
	return good;
}

void
keeper_file_add(struct keeper_file *file, struct str line)
{
	file->is_changed = true;
	file->lines++;
	/* A new file gets all that the store has. */
	if (file->is_there && !APPEND_ADD(&file->out, line, STR("\n")))
		file->error = errno;
}

/*
 * Returns whether the path leads to this very file, which nobody else has
 * changed: otherwise the next server would not find what is written now, or
 * what somebody else has written would be lost. False with errno: ENOENT if
 * there is no file, ESTALE if it is another one, or changed.
 */
static bool
is_as_it_was(struct keeper_file *file)
{
	const char *path = file->path;
	struct stat mine, there;

	if (fstatat(path != NULL ? AT_FDCWD : file->fd,
		path != NULL ? path : KEEPER_FILE, &there,
		AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT && !file->is_there;
	file->is_lost = !file->is_there || fstat(file->out.fd, &mine) != 0 ||
	    mine.st_dev != there.st_dev || mine.st_ino != there.st_ino ||
	    (uint64_t)there.st_size != file->out.size;
	errno = ESTALE;
	return !file->is_lost;
}

/* Writes all that the store has. */
static bool
write_all(struct append *out, const struct store *store)
{
	char cloak[BASE64_TEXT(STORE_CLOAK)];
	struct store_place place = { .number = 0 };
	const struct store_record *record;
	bool good = APPEND_ADD(out, STR(STORE_HEAD "\n"));

	if (store->has_cloak)
		good = good &&
		    APPEND_ADD(out, STR("cloak "),
			base64_text(store->cloak, STORE_CLOAK, cloak),
			STR("\n"));
	while (good && (record = store_next(store, &place)) != NULL)
		good = APPEND_ADD(out, store_word(place.kind), STR(" "),
		    ((struct str) { record->at, record->len }), STR("\n"));
	return good && append_write(out);
}

/*
 * Writes the store to a new file, which takes the place of the old one. If it
 * may have done so although that failed, the file is lost.
 */
static bool
rewrite(struct keeper_file *file, const struct store *store)
{
	struct append fresh;
	int error;

	file->lines = store_count(store); /* or it is tried again much later */
	append_init(&fresh, file->room + KEEPER_ROOM / 2, KEEPER_ROOM / 2);
	if (append_begin_anew(&fresh, file->fd, KEEPER_FILE) &&
	    write_all(&fresh, store) &&
	    append_replace(&fresh, file->fd, KEEPER_FILE)) {
		append_close(&file->out);
		file->out.fd = fresh.fd;
		file->out.size = fresh.size;
		file->is_there = true;
		return true;
	}
	error = errno;
	if (fresh.fd != -1 && unlinkat(file->fd, KEEPER_FILE_NEW, 0) != 0 &&
	    errno == ENOENT)
		file->is_lost = true;
	append_close(&fresh);
	errno = error;
	return false;
}

static bool
append_all(struct keeper_file *file)
{
	errno = file->error;
	return file->error == 0 && append_write(&file->out) &&
	    append_sync(&file->out);
}

/* Nobody else has an object, and it does not outlast us all. */
static bool
save(struct keeper_file *file, const struct store *store)
{
	if (!file->is_object)
		return is_as_it_was(file) &&
		    (file->is_there ? append_all(file) : rewrite(file, store));
	if (!file->is_there)
		return file->is_there = write_all(&file->out, store);
	errno = ENOSPC;
	return file->out.size < OBJECT_MOST && append_all(file);
}

/* Takes back what may be in the file of the lines that could not be saved. */
static void
take_back(struct keeper_file *file)
{
	const int error = errno;

	append_drop(&file->out);
	file->out.size = file->saved;
	if (file->out.fd != -1 &&
	    ftruncate(file->out.fd, (off_t)file->saved) != 0)
		file->is_lost = true;
	errno = error;
}

/* Writes the file anew, too, if most of its lines are out of date. */
bool
keeper_file_save(struct keeper_file *file, const struct store *store)
{
	bool good;

	if (!file->is_changed)
		return true;
	good = save(file, store);
	if (!good)
		take_back(file);
	else if (!file->is_object &&
	    file->lines > 2 * store_count(store) + SMALL)
		(void)rewrite(file, store); /* or later */
	if (good)
		file->saved = file->out.size;
	file->is_changed = false;
	file->error = 0;
	return good;
}
