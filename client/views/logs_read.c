/* Reading logs: see logs_read.h. */
#include "views/logs_read.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/logfile.h"
#include "shared/buf.h"
#include "shared/io.h"

/* A reading of one or more logs. */
struct reading {
	logs_taker *take;
	void *state;
	enum view_kind kind; /* of the view whose log is read */
	struct str name;
	bool stopped; /* by the taker */
};

/* Passes the whole lines in the buffer on, and drops them. */
static void
take_lines(struct reading *reading, struct buf *buf)
{
	struct logs_record record;
	enum line_found found;
	struct str line;

	while (!reading->stopped &&
	    (found = buf_line_upto(buf, LOGS_TEXT, &line)) != LINE_NONE) {
		if (found == LINE_TOO_LONG)
			continue;
		if (logs_parse(line, &record))
			reading->stopped = !reading->take(reading->state,
			    reading->kind, reading->name, &record);
		buf_drop_line(buf, line);
	}
}

/* Reads an open file from there to its present end. */
static void
read_from(struct reading *reading, int fd, off_t from, off_t end)
{
	char memory[2 * LOGS_TEXT], *room;
	struct buf buf;

	buf_init(&buf, memory, sizeof(memory));
	buf.skipping = from > 0;
	while (from < end && !reading->stopped) {
		const size_t size = buf_room(&buf, &room);
		const ssize_t got = pread(fd, room, size, from);
		if (got == -1 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		from += got;
		buf_filled(&buf, (size_t)got);
		take_lines(reading, &buf);
	}
}

/* Reads at most the last bytes of the file. Returns the bytes left of most. */
static off_t
read_file(struct reading *reading, const char *path, off_t most)
{
	struct stat info;
	int fd;

	if (most <= 0 || !logfile_read(&fd, path))
		return most;
	if (fstat(fd, &info) != 0)
		info.st_size = 0;
	const off_t len = info.st_size < most ? info.st_size : most;
	read_from(reading, fd, info.st_size - len, info.st_size);
	io_close(&fd);
	return most - len;
}

/* Returns the size of the file, 0 if it is not there. */
static off_t
size_of(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0 ? info.st_size : 0;
}

void
logs_read_end(const struct logs *logs, enum view_kind kind, struct str name,
    logs_taker *take, void *state)
{
	struct reading reading = {
		.take = take, .state = state, .kind = kind, .name = name
	};
	char older[LOGS_PATH], path[LOGS_PATH];

	if (logs->dir[0] == '\0' || name.len > LIMIT_GROUP)
		return;
	logs_path(logs, kind, name, true, older);
	logs_path(logs, kind, name, false, path);
	(void)read_file(&reading, older, LOGS_TAIL - size_of(path));
	(void)read_file(&reading, path, LOGS_TAIL);
}

void
logs_read_view(const struct logs *logs, enum view_kind kind, struct str name,
    logs_taker *take, void *state)
{
	struct reading reading = {
		.take = take, .state = state, .kind = kind, .name = name
	};
	char path[LOGS_PATH];

	if (logs->dir[0] == '\0' || name.len > LIMIT_GROUP)
		return;
	logs_path(logs, kind, name, true, path);
	(void)read_file(&reading, path, LOGS_MOST);
	logs_path(logs, kind, name, false, path);
	(void)read_file(&reading, path, LOGS_MOST);
}

/*
 * Reads the end of the file, if it is a log and not an older one. The name of
 * its view goes into the room.
 */
static void
read_last(struct reading *reading, const struct logs *logs, const char *file,
    char name[LIMIT_GROUP])
{
	char path[LOGS_PATH];

	if (!logs_view(file, &reading->kind, name, &reading->name.len))
		return;
	reading->name.at = name;
	logs_path(logs, reading->kind, reading->name, false, path);
	if (strcmp(strrchr(path, '/') + 1, file) == 0)
		(void)read_file(reading, path, LOGS_LAST);
}

void
logs_read_last(const struct logs *logs, logs_taker *take, void *state)
{
	struct reading reading = { .take = take, .state = state };
	DIR *dir = logs->dir[0] != '\0' ? opendir(logs->dir) : NULL;
	const struct dirent *entry;
	char name[LIMIT_GROUP];

	if (dir == NULL)
		return;
	while (!reading.stopped && (entry = readdir(dir)) != NULL)
		read_last(&reading, logs, entry->d_name, name);
	(void)closedir(dir); /* it was only read */
}

/* Opens the file to be read next. Returns false if it cannot be read. */
static bool
open_file(struct logs_walk *walk, const char *path)
{
	struct stat info;
	off_t len;

	if (!logfile_read(&walk->fd, path))
		return false;
	if (fstat(walk->fd, &info) != 0)
		info.st_size = 0;
	len = info.st_size < LOGS_MOST ? info.st_size : LOGS_MOST;
	if (len > walk->left)
		len = walk->left;
	walk->left -= len;
	walk->at = info.st_size - len;
	walk->end = info.st_size;
	buf_init(&walk->buf, walk->memory, sizeof(walk->memory));
	walk->buf.skipping = walk->at > 0;
	return true;
}

/*
 * Opens the file, if it is a log, and its older one first: a deletion stands
 * after its message. An older one has its turn only if it is alone.
 */
static void
open_entry(struct logs_walk *walk, const char *name)
{
	char path[LOGS_PATH], newer[LOGS_PATH];
	struct stat info;
	bool older;

	if (!logs_view(name, &walk->kind, walk->name, &walk->len))
		return;
	const struct str view = { walk->name, walk->len };
	logs_path(walk->logs, walk->kind, view, true, path);
	logs_path(walk->logs, walk->kind, view, false, newer);
	older = strcmp(strrchr(path, '/') + 1, name) == 0;
	if (older ? lstat(newer, &info) == 0 :
		    strcmp(strrchr(newer, '/') + 1, name) != 0)
		return;
	walk->next = !older && open_file(walk, path);
	if (!walk->next)
		(void)open_file(walk, older ? path : newer);
}

/* Opens the file that is next. Returns false if there is none. */
static bool
open_next(struct logs_walk *walk)
{
	const struct dirent *entry;
	char path[LOGS_PATH];

	io_close(&walk->fd);
	if (walk->next) {
		walk->next = false;
		logs_path(walk->logs, walk->kind,
		    (struct str) { walk->name, walk->len }, false, path);
		(void)open_file(walk, path);
	}
	while (walk->fd == -1 && walk->left > 0) {
		entry = readdir(walk->dir);
		if (entry == NULL)
			return false;
		open_entry(walk, entry->d_name);
	}
	return walk->fd != -1;
}

void
logs_walk_begin(struct logs_walk *walk, const struct logs *logs)
{
	walk->logs = logs;
	walk->dir = logs->dir[0] != '\0' ? opendir(logs->dir) : NULL;
	walk->fd = -1;
	walk->at = walk->end = 0;
	walk->left = LOGS_ALL;
	walk->next = false;
}

bool
logs_walk_on(struct logs_walk *walk, off_t most, logs_taker *take, void *state)
{
	struct reading reading = { .take = take, .state = state };
	char *room;

	while (walk->dir != NULL && most > 0 && !reading.stopped) {
		if (walk->at >= walk->end && !open_next(walk))
			return false;
		const size_t size = buf_room(&walk->buf, &room);
		const ssize_t got = pread(walk->fd, room, size, walk->at);
		if (got == -1 && errno == EINTR)
			continue;
		if (got <= 0) {
			walk->at = walk->end;
			continue;
		}
		walk->at += got;
		most -= got;
		reading.kind = walk->kind;
		reading.name = (struct str) { walk->name, walk->len };
		buf_filled(&walk->buf, (size_t)got);
		take_lines(&reading, &walk->buf);
	}
	return walk->dir != NULL && !reading.stopped;
}

void
logs_walk_end(struct logs_walk *walk)
{
	io_close(&walk->fd);
	if (walk->dir != NULL)
		(void)closedir(walk->dir);
	walk->dir = NULL;
}
