/* Log files: see logs.h. */
#include "views/logs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "conf/logfile.h"
#include "conf/xdg.h"
#include "shared/io.h"

/* How far ahead of ours a server's clock may be. */
#define AHEAD (24 * 60 * 60 * SEC)

#define PATH_ROOM (LOGS_DIR + LOGS_NAME + 1)

static void
path_of(const struct logs *logs, enum view_kind kind, struct str name,
    char path[PATH_ROOM])
{
	char file[LOGS_NAME];

	logs_name(kind, name, file);
	(void)snprintf(path, PATH_ROOM, "%s/%s", logs->dir, file);
}

bool
logs_check(const char *dir, struct error *why)
{
	struct stat info;
	int error = 0;

	if (dir == NULL || dir[0] == '\0')
		return true;
	if (strlen(dir) >= LOGS_DIR)
		return error_set(why, EX_CANTCREAT,
		    "cannot log: path is too long: %zu bytes, limit %d",
		    strlen(dir), LOGS_DIR - 1);
	if ((mkdir(dir, 0700) != 0 && errno != EEXIST) || stat(dir, &info) != 0)
		error = errno;
	else if (!S_ISDIR(info.st_mode))
		error = ENOTDIR;
	else if (access(dir, W_OK | X_OK) != 0)
		error = errno;
	return error == 0 ||
	    error_set(why, EX_CANTCREAT, "cannot log to %s: %s", dir,
		strerror(error));
}

bool
logs_begin(struct logs *logs, const char *dir, bool above, struct error *why)
{
	char path[LOGS_DIR];

	logs_end(logs);
	if (dir == NULL || dir[0] == '\0')
		return true;
	(void)snprintf(path, sizeof(path), "%s", dir);
	if (above && !xdg_make_above(path))
		return error_set(why, EX_CANTCREAT, "cannot log to %s: %s",
		    path, strerror(errno));
	if (!logs_check(dir, why))
		return false;
	memcpy(logs->dir, dir, strlen(dir) + 1);
	return true;
}

void
logs_end(struct logs *logs)
{
	for (size_t i = 0; i < LOGS_OPEN; i++)
		if (logs->file[i].used != 0)
			io_close(&logs->file[i].fd);
	*logs = (struct logs) { 0 };
}

/* Returns the view's entry; a new one replaces the one unused longest. */
static struct logs_file *
file_of(struct logs *logs, enum view_kind kind, struct str name)
{
	struct logs_file *oldest = &logs->file[0];

	for (size_t i = 0; i < LOGS_OPEN; i++) {
		struct logs_file *file = &logs->file[i];
		if (file->used != 0 && file->kind == kind &&
		    str_caseeq(
			(struct str) { file->name, file->name_len }, name))
			return file;
		if (file->used < oldest->used)
			oldest = file;
	}
	if (oldest->used != 0)
		io_close(&oldest->fd);
	*oldest =
	    (struct logs_file) { .kind = kind, .name_len = name.len, .fd = -1 };
	if (name.len > 0)
		memcpy(oldest->name, name.at, name.len);
	return oldest;
}

/* Opens the file, unless it is open and the path still names it. */
static bool
open_file(const char *path, struct logs_file *file, usec now, struct error *why)
{
	struct stat info;

	if (file->fd != -1 && now - file->checked < LOGS_LOOK)
		return true;
	file->checked = now;
	if (file->fd != -1 && lstat(path, &info) == 0 &&
	    info.st_dev == file->dev && info.st_ino == file->ino)
		return true;
	io_close(&file->fd);
	if (!logfile_open(&file->fd, path, why))
		return false;
	if (fstat(file->fd, &info) != 0)
		return error_set(why, EX_IOERR, "cannot write to %s: %s", path,
		    strerror(errno));
	file->dev = info.st_dev;
	file->ino = info.st_ino;
	return true;
}

/* Opens the file; if its directory was deleted, makes that again first. */
static bool
open_again(const struct logs *logs, const char *path, struct logs_file *file,
    usec now, struct error *why)
{
	char above[LOGS_DIR];
	struct stat info;

	if (open_file(path, file, now, why))
		return true;
	if (stat(logs->dir, &info) == 0 || errno != ENOENT)
		return false;
	(void)snprintf(above, sizeof(above), "%s", logs->dir);
	return xdg_make_above(above) && logs_check(logs->dir, why) &&
	    open_file(path, file, now, why);
}

static bool
append(const char *path, struct logs_file *file, struct str text,
    struct error *why)
{
	const ssize_t count = io_write(file->fd, text.at, text.len);

	return (count >= 0 && (size_t)count == text.len) ||
	    error_set(why, EX_IOERR, "cannot write to %s: %s", path,
		strerror(count < 0 ? errno : ENOSPC));
}

bool
logs_add(struct logs *logs, const struct logs_entry *entry, usec now,
    struct error *why)
{
	char path[PATH_ROOM], room[LOGS_TEXT];

	if (logs->dir[0] == '\0' || entry->name.len > LIMIT_GROUP)
		return true;
	struct logs_file *file = file_of(logs, entry->kind, entry->name);
	const bool same = entry->id != 0 && entry->id == file->id;
	file->nth = same ? file->nth + 1 : 1;
	file->id = entry->id;
	file->used = now;
	path_of(logs, entry->kind, entry->name, path);
	const struct logs_record record = { .text = entry->styled,
		.id = entry->replaces != 0 ? entry->replaces : entry->id,
		.nth = file->nth,
		.replaces = entry->replaces != 0 };
	const usec time = entry->id != 0 ? entry->id : clock_wall();
	const bool good = open_again(logs, path, file, now, why) &&
	    append(path, file, logs_text(&record, time, room), why);
	const bool told = logs->failed;
	logs->failed = !good;
	if (!good)
		io_close(&file->fd);
	return good || told;
}

/* Adds a record; the array grows by doubling. False without memory. */
static bool
add_record(struct logs_list *list, const struct logs_record *record)
{
	const size_t count = list->count;
	struct logs_record *more = list->record;

	if ((count & (count - 1)) == 0)
		more = realloc(
		    list->record, (count > 0 ? 2 * count : 1) * sizeof(*more));
	if (more == NULL)
		return false;
	list->record = more;
	list->record[count] = *record;
	list->record[count].number = count;
	list->count++;
	return true;
}

/* Sorts by events; of one, what takes its place comes after its lines. */
static int
order(const void *one, const void *other)
{
	const struct logs_record *a = one, *b = other;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	if (a->replaces != b->replaces)
		return a->replaces ? 1 : -1;
	if (a->nth != b->nth)
		return a->nth < b->nth ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

/*
 * Keeps the lines of an event, each once: the log has one twice if two clients
 * have written it. Returns how many are kept.
 */
static size_t
keep(struct logs_record *to, const struct logs_record *from, size_t count)
{
	size_t kept = 0;

	if (from[count - 1].replaces && from[0].replaces)
		return 0;
	if (from[count - 1].replaces) {
		to[0] = from[count - 1];
		to[0].nth = 1;
		return 1;
	}
	for (size_t i = 0; i < count; i++)
		if (from[i].nth == kept + 1)
			to[kept++] = from[i];
	return kept;
}

static void
sort(struct logs_list *list)
{
	struct logs_record *record = list->record;
	size_t kept = 0;

	if (list->count > 0)
		qsort(record, list->count, sizeof(*record), order);
	for (size_t i = 0, end; i < list->count; i = end) {
		for (end = i + 1; end < list->count; end++)
			if (record[end].id != record[i].id)
				break;
		kept += keep(&record[kept], &record[i], end - i);
	}
	list->count = kept;
}

/* Takes the records out of the text; a line without an LF is none. */
static void
parse(struct logs_list *list, struct str text)
{
	const usec latest = clock_wall() + AHEAD;
	struct logs_record record;
	const char *end;

	while (
	    text.len > 0 && (end = memchr(text.at, '\n', text.len)) != NULL) {
		const struct str line = { text.at, (size_t)(end - text.at) };
		if (line.len < LOGS_TEXT && logs_parse(line, &record) &&
		    record.id <= latest && !add_record(list, &record))
			break;
		str_drop(&text, line.len + 1);
	}
	sort(list);
}

void
logs_read(const struct logs *logs, enum view_kind kind, struct str name,
    off_t most, struct logs_list *list)
{
	char path[PATH_ROOM];

	*list = (struct logs_list) { 0 };
	if (logs->dir[0] == '\0' || name.len > LIMIT_GROUP)
		return;
	path_of(logs, kind, name, path);
	const struct str text = logfile_read(path, (size_t)most, &list->text);
	if (text.at != NULL)
		parse(list, text);
}

void
logs_list_free(struct logs_list *list)
{
	free(list->text);
	free(list->record);
	*list = (struct logs_list) { 0 };
}

bool
logs_next(DIR *dir, enum view_kind *kind, char name[LIMIT_GROUP], size_t *len)
{
	const struct dirent *entry;

	while ((entry = readdir(dir)) != NULL)
		if (logs_view(entry->d_name, kind, name, len))
			return true;
	return false;
}
