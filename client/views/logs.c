/* Log files: see logs.h. */
#include "views/logs.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "session/logfile.h"
#include "session/xdg.h"
#include "shared/io.h"
#include "views/logs_bound.h"
#include "views/logs_text.h"

static_assert(LOGS_PATH >= LOGS_DIR + LOGS_NAME + 2, "an older one fits");

void
logs_path(const struct logs *logs, enum view_kind kind, struct str name,
    bool older, char path[LOGS_PATH])
{
	char file[LOGS_NAME];

	logs_name(kind, name, file);
	(void)snprintf(path, LOGS_PATH, "%s/%s%s", logs->dir, file,
	    older ? LOGS_OLDER : "");
}

static void
path_of(
    const struct logs *logs, const struct logs_file *file, char path[LOGS_PATH])
{
	const struct str view = { file->name, file->name_len };

	logs_path(logs, file->kind, view, false, path);
}

/* Creates the directory. Returns null, or why it cannot be used. */
static const char *
make_dir(const char *dir)
{
	struct stat info;

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return strerror(errno);
	if (stat(dir, &info) != 0)
		return strerror(errno);
	if (!S_ISDIR(info.st_mode))
		return strerror(ENOTDIR);
	return access(dir, W_OK | X_OK) == 0 ? NULL : strerror(errno);
}

bool
logs_check(const char *dir, struct error *why)
{
	if (dir == NULL || dir[0] == '\0')
		return true;
	if (strlen(dir) >= LOGS_DIR)
		return error_set(why, EX_CANTCREAT,
		    "cannot log: path is too long: %zu bytes, limit %d",
		    strlen(dir), LOGS_DIR - 1);
	const char *wrong = make_dir(dir);
	if (wrong != NULL)
		return error_set(
		    why, EX_CANTCREAT, "cannot log to %s: %s", dir, wrong);
	return true;
}

/* Creates the missing directories above. */
static bool
make_above(const char *dir, struct error *why)
{
	char path[LOGS_DIR];

	(void)snprintf(path, sizeof(path), "%s", dir);
	return xdg_make_above(path) ||
	    error_set(why, EX_CANTCREAT, "cannot log to %s: %s", path,
		strerror(errno));
}

bool
logs_begin(struct logs *logs, const char *dir, bool bounded, struct error *why)
{
	logs_end(logs);
	if ((bounded && !make_above(dir, why)) || !logs_check(dir, why))
		return false;
	if (dir != NULL)
		memcpy(logs->dir, dir, strlen(dir) + 1);
	logs->bounded = bounded;
	if (bounded)
		logs_bound_all(dir, LOGS_ALL);
	return true;
}

void
logs_end(struct logs *logs)
{
	for (size_t i = 0; i < LOGS_FILES; i++)
		if (logs->file[i].taken)
			io_close(&logs->file[i].fd);
	*logs = (struct logs) { 0 };
}

/* Returns whether a should be given up before b. */
static bool
is_less(const struct logs_file *a, const struct logs_file *b)
{
	if (a->taken != b->taken)
		return !a->taken;
	return a->used < b->used;
}

static void
logs_take(struct logs_file *file, enum view_kind kind, struct str name)
{
	if (file->taken)
		io_close(&file->fd);
	*file = (struct logs_file) {
		.taken = true,
		.kind = kind,
		.name_len = name.len,
		.fd = -1,
	};
	if (name.len > 0)
		memcpy(file->name, name.at, name.len);
}

/* Returns the view's entry; a new one may replace the one unused longest. */
static struct logs_file *
file_of(struct logs *logs, enum view_kind kind, struct str name)
{
	struct logs_file *oldest = &logs->file[0];

	for (size_t i = 0; i < LOGS_FILES; i++) {
		struct logs_file *file = &logs->file[i];
		const struct str its = { file->name, file->name_len };
		if (file->taken && file->kind == kind && str_caseeq(its, name))
			return file;
		if (is_less(file, oldest))
			oldest = file;
	}
	logs_take(oldest, kind, name);
	return oldest;
}

/* Closes a file if necessary to make room for one more. */
static void
close_oldest(struct logs *logs)
{
	struct logs_file *oldest = NULL;
	size_t count = 0;

	for (size_t i = 0; i < LOGS_FILES; i++) {
		struct logs_file *file = &logs->file[i];
		if (!file->taken || file->fd == -1)
			continue;
		count++;
		if (oldest == NULL || file->used < oldest->used)
			oldest = file;
	}
	if (count >= LOGS_OPEN)
		io_close(&oldest->fd);
}

/* Returns whether the path still names the open file; notes its size. */
static bool
is_there(struct logs_file *file, const char *path, usec now)
{
	struct stat info;

	if (file->fd == -1)
		return false;
	if (now - file->checked_at < LOGS_LOOK)
		return true;
	file->checked_at = now;
	if (lstat(path, &info) != 0 || info.st_dev != file->dev ||
	    info.st_ino != file->ino)
		return false;
	file->size = info.st_size;
	return true;
}

static bool
open_file(
    struct logs *logs, struct logs_file *file, usec now, struct error *why)
{
	char path[LOGS_PATH];
	struct stat info;

	path_of(logs, file, path);
	if (is_there(file, path, now))
		return true;
	io_close(&file->fd);
	close_oldest(logs);
	if (!logfile_open(&file->fd, path, why) || fstat(file->fd, &info) != 0)
		return false;
	if (info.st_ino != file->ino || info.st_dev != file->dev)
		file->torn = false;
	file->dev = info.st_dev;
	file->ino = info.st_ino;
	file->size = info.st_size;
	file->checked_at = now;
	return true;
}

/* Opens the file, a new one if it has become too long. */
static bool
open_short(
    struct logs *logs, struct logs_file *file, usec now, struct error *why)
{
	char path[LOGS_PATH];

	if (!open_file(logs, file, now, why))
		return false;
	if (!logs->bounded || file->size <= LOGS_MOST)
		return true;
	path_of(logs, file, path);
	if (!logs_bound_one(path, file->fd))
		return error_set(why, EX_IOERR, "cannot rename %s: %s", path,
		    strerror(errno));
	io_close(&file->fd);
	return open_file(logs, file, now, why);
}

/* Counts what was written, and checks all files from time to time. */
static void
count_written(struct logs *logs, struct logs_file *file, size_t len)
{
	file->size += (off_t)len;
	logs->written += (off_t)len;
	if (!logs->bounded || logs->written < LOGS_MORE)
		return;
	logs->written = 0;
	logs_bound_all(logs->dir, LOGS_ALL);
}

/* Writes the text. Returns false with *why if not all of it was written. */
static bool
append(const struct logs *logs, struct logs_file *file, struct str text,
    struct error *why)
{
	const ssize_t count = io_write(file->fd, text.at, text.len);
	const int error = count < 0 ? errno : ENOSPC;
	char path[LOGS_PATH];

	if (count >= 0 && (size_t)count == text.len) {
		file->torn = false;
		return true;
	}
	if (count > 0)
		file->torn = true;
	path_of(logs, file, path);
	return error_set(
	    why, EX_IOERR, "cannot write to %s: %s", path, strerror(error));
}

/* Notes a failure. Returns true if it was reported already. */
static bool
logs_fail(struct logs_file *file, usec now, const struct error *why)
{
	const uint32_t hash = str_hash(str_from(why->text)) | 1;
	const bool told = file->reported == hash;

	io_close(&file->fd);
	file->reported = hash;
	file->again = now + LOGS_AGAIN;
	file->missed++;
	return told;
}

/* Returns which line of its event the entry is, and notes it. */
static size_t
count_lines(struct logs_file *file, const struct logs_entry *entry)
{
	const bool same = entry->id != 0 && entry->id == file->id;

	file->nth = same && entry->replaces == 0 ? file->nth + 1 : 1;
	file->id = entry->replaces == 0 ? entry->id : 0;
	return file->nth;
}

/* Writes the entry into its file. */
static bool
add(struct logs *logs, struct logs_file *file, const struct logs_entry *entry,
    struct error *why)
{
	const bool replaces = entry->replaces != 0;
	const struct logs_line line = {
		.time = entry->id != 0 ? entry->id : clock_wall(),
		.id = replaces ? entry->replaces : entry->id,
		.nth = count_lines(file, entry),
		.replaces = replaces,
		.styled = entry->styled,
		.torn = file->torn,
		.missed = file->missed,
	};
	char memory[LOGS_TEXT];
	const struct str text = logs_text(&line, memory);

	if (!append(logs, file, text, why))
		return false;
	count_written(logs, file, text.len);
	return true;
}

/*
 * Makes the directory again if it was deleted. Returns false with the same *why
 * if it is there, or with another one if it cannot be made.
 */
static bool
make_again(const struct logs *logs, struct error *why)
{
	struct stat info;

	if (stat(logs->dir, &info) == 0 || errno != ENOENT)
		return false;
	return (!logs->bounded || make_above(logs->dir, why)) &&
	    logs_check(logs->dir, why);
}

bool
logs_add(struct logs *logs, const struct logs_entry *entry, usec now,
    struct error *why)
{
	bool again = false;

	if (logs->dir[0] == '\0' || entry->name.len > LIMIT_GROUP)
		return true;
	struct logs_file *file = file_of(logs, entry->kind, entry->name);
	file->used = now;
	if (file->again != 0 && now < file->again) {
		file->missed++;
		return true;
	}
	if (!open_short(logs, file, now, why)) {
		again = make_again(logs, why);
		if (!again || !open_short(logs, file, now, why))
			return logs_fail(file, now, why);
	}
	if (!add(logs, file, entry, why))
		return logs_fail(file, now, why);
	file->again = 0;
	file->reported = 0;
	file->missed = 0;
	return !again ||
	    error_set(
		why, EX_OK, "%s was deleted; created it again", logs->dir);
}
