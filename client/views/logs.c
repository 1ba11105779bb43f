/* Log files: see logs.h. */
#include "views/logs.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "session/logfile.h"
#include "shared/io.h"
#include "views/logs_text.h"

#define PATH_ROOM (LOGS_DIR + LOGS_NAME)

static void
path_of(
    const struct logs *logs, const struct logs_file *file, char path[PATH_ROOM])
{
	const struct str view = { file->name, file->name_len };
	char name[LOGS_NAME];

	logs_name(file->kind, view, name);
	(void)snprintf(path, PATH_ROOM, "%s/%s", logs->dir, name);
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

bool
logs_begin(struct logs *logs, const char *dir, struct error *why)
{
	logs_end(logs);
	if (!logs_check(dir, why))
		return false;
	if (dir != NULL)
		memcpy(logs->dir, dir, strlen(dir) + 1);
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

/* Returns whether the path still names the open file. */
static bool
is_there(struct logs_file *file, const char *path, usec now)
{
	struct stat info;

	if (file->fd == -1)
		return false;
	if (now - file->checked_at < LOGS_LOOK)
		return true;
	file->checked_at = now;
	return lstat(path, &info) == 0 && info.st_dev == file->dev &&
	    info.st_ino == file->ino;
}

static bool
open_file(
    struct logs *logs, struct logs_file *file, usec now, struct error *why)
{
	char path[PATH_ROOM];
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
	file->checked_at = now;
	return true;
}

/* Writes the text. Returns false with *why if not all of it was written. */
static bool
append(const struct logs *logs, struct logs_file *file, struct str text,
    struct error *why)
{
	const ssize_t count = io_write(file->fd, text.at, text.len);
	const int error = count < 0 ? errno : ENOSPC;
	char path[PATH_ROOM];

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

bool
logs_add(struct logs *logs, enum view_kind kind, struct str name, usec time,
    struct str styled, usec now, struct error *why)
{
	char memory[LOGS_TEXT];

	if (logs->dir[0] == '\0' || name.len > LIMIT_GROUP)
		return true;
	struct logs_file *file = file_of(logs, kind, name);
	file->used = now;
	if (file->again != 0 && now < file->again) {
		file->missed++;
		return true;
	}
	if (!open_file(logs, file, now, why))
		return logs_fail(file, now, why);
	const struct logs_line line = { time != 0 ? time : clock_wall(), styled,
		file->torn, file->missed };
	if (!append(logs, file, logs_text(&line, memory), why))
		return logs_fail(file, now, why);
	file->again = 0;
	file->reported = 0;
	file->missed = 0;
	return true;
}
