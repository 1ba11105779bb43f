/* Reading logs: see logs_read.h. */
#include "views/logs_read.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
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

/* Reads a file of the directory, if it is a log. */
static off_t
read_entry(struct reading *reading, const struct logs *logs, const char *name,
    off_t most)
{
	const off_t limit = most < LOGS_MOST ? most : LOGS_MOST;
	char path[LOGS_DIR + sizeof(((struct dirent *)NULL)->d_name) + 1];
	char view[LIMIT_GROUP];
	size_t len;

	if (!logs_view(name, &reading->kind, view, &len))
		return most;
	reading->name = (struct str) { view, len };
	(void)snprintf(path, sizeof(path), "%s/%s", logs->dir, name);
	const off_t left = read_file(reading, path, limit);
	reading->name = STR("");
	return most - (limit - left);
}

void
logs_read_all(const struct logs *logs, logs_taker *take, void *state)
{
	struct reading reading = { .take = take, .state = state };
	const struct dirent *entry;
	off_t left = LOGS_ALL;
	DIR *dir;

	if (logs->dir[0] == '\0' || (dir = opendir(logs->dir)) == NULL)
		return;
	while (!reading.stopped && left > 0 && (entry = readdir(dir)) != NULL)
		left = read_entry(&reading, logs, entry->d_name, left);
	(void)closedir(dir);
}
