/* Log files: see logs.h. */
#include "views/logs.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "net/address.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "system/files.h"
#include "text/match.h"
#include "text/when.h"

/* How far ahead of ours a server's clock may be. */
#define AHEAD (24 * 60 * 60 * SEC)

#define PATH_ROOM (LOGS_DIR + LOGS_NAME + 1)

/* Room for the end of a line: TAB, "=", an ID, "+", a number, LF. */
#define ID_ROOM (2 * STR_DIGITS + 4)

/* Room for a date and time, in bytes. */
#define DATE_ROOM 64

/*
 * The bytes at the end of a file in which an event is looked for; and so many
 * if all of those are later.
 */
#define TAIL ((size_t)64 << 10)
#define TAIL_MOST ((size_t)1 << 20)

/* Another window has the lock for less than this, unless it is stopped. */
#define LOCK_TRIES 50
#define LOCK_PAUSE_MS 2

/* Room for the name of a server's directory: that of any file. */
#define SERVER_ROOM 256

/* --- Names ---------------------------------------------------------------- */

void
logs_escape(struct str text, char *room, size_t size)
{
	size_t at = 0;

	room[0] = '\0';
	for (size_t i = 0; i < text.len && at + 4 < size; i++) {
		const unsigned char c = (unsigned char)text.at[i];
		const bool kept = (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    c == '_' || c >= 0x80 ||
		    (i > 0 && (c == '.' || c == '-' || c == ':'));
		at += (size_t)snprintf(
		    &room[at], size - at, kept ? "%c" : "%%%02X", c);
	}
}

void
logs_name(bool person, struct str name, const char *day, char room[LOGS_NAME])
{
	char memory[LIMIT_GROUP], stem[3 * LIMIT_GROUP + 1];

	for (size_t i = 0; i < name.len; i++)
		memory[i] = (char)str_lower(name.at[i]);
	name.at = memory;
	logs_escape(name, stem, sizeof(stem));
	(void)snprintf(
	    room, LOGS_NAME, "%s%s.%s.log", person ? "@" : "", stem, day);
}

void
logs_find(
    char dir[LOGS_DIR], const char *log, const char *via, const char *address)
{
	char room[ADDRESS_ROOM], server[SERVER_ROOM];
	char below[sizeof("logs/") + SERVER_ROOM];
	const char *name = room;

	if (via != NULL)
		(void)snprintf(room, sizeof(room), "via-%08x",
		    (unsigned)str_hash(str_from(via)));
	else
		name = address_name(address, room);
	logs_escape(str_from(name), server, sizeof(server));
	(void)snprintf(below, sizeof(below), "logs/%s", server);
	if (log[0] == '\0')
		files_find(
		    dir, LOGS_DIR, "XDG_STATE_HOME", ".local/state", below);
	else if (snprintf(dir, LOGS_DIR, "%s/%s", log, server) >= LOGS_DIR)
		dir[0] = '\0';
}

/* --- Lines ---------------------------------------------------------------- */

struct str
logs_plain(struct str styled, char room[LOGS_TEXT])
{
	/* A line in a log has a date before it, and an ID and an LF behind. */
	const size_t most = LOGS_TEXT - DATE_ROOM - ID_ROOM;
	size_t len = 0;

	while (styled.len > 0 && len < most) {
		const size_t hidden = match_hidden(styled);
		if (hidden == 0 && (unsigned char)styled.at[0] >= ' ')
			room[len++] = styled.at[0];
		str_drop(&styled, hidden > 0 ? hidden : 1);
	}
	return (struct str) { room, len };
}

/* Returns when it happened, for which a server's clock may be ahead. */
static usec
time_of(const struct logs_entry *entry)
{
	const usec now = clock_wall();

	return entry->id != 0 && !entry->replaces && entry->id < now + AHEAD ?
	    entry->id :
	    now;
}

/* Composes what a line that is number nth of its event ends with. */
static struct str
compose_key(const struct logs_entry *entry, size_t nth, char room[ID_ROOM])
{
	struct buf key;

	buf_init(&key, room, ID_ROOM); /* all fits */
	if (entry->id != 0)
		(void)BUF_CAT(&key, entry->replaces ? STR("=") : STR(""),
		    DECIMAL(entry->id));
	if (nth > 1)
		(void)BUF_CAT(&key, STR("+"), DECIMAL(nth));
	return buf_str(&key);
}

/* Composes the line, with an LF. */
static struct str
compose_entry(
    const struct logs_entry *entry, struct str key, char room[LOGS_TEXT])
{
	char date[DATE_ROOM], plain[LOGS_TEXT];
	struct buf text;

	buf_init(&text, room, LOGS_TEXT); /* all fits */
	(void)BUF_CAT(&text,
	    when_text(time_of(entry), WHEN_DATE " ", date, DATE_ROOM),
	    logs_plain(entry->styled, plain), key.len > 0 ? STR("\t") : key,
	    key, STR("\n"));
	return buf_str(&text);
}

/* --- Writing -------------------------------------------------------------- */

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
	if ((mkdir(dir, 0700) != 0 && errno != EEXIST) ||
	    stat(dir, &info) != 0 ||
	    (S_ISDIR(info.st_mode) && access(dir, W_OK | X_OK) != 0))
		error = errno;
	else if (!S_ISDIR(info.st_mode))
		error = ENOTDIR;
	return error == 0 ||
	    error_set(why, EX_CANTCREAT, "cannot log to %s: %s", dir,
		strerror(error));
}

/* Makes the directory, and those above that are missing. */
static bool
make_directory(const char *dir, struct error *why)
{
	char path[LOGS_DIR];

	(void)snprintf(path, sizeof(path), "%s", dir);
	if (!files_make_above(path))
		return error_set(why, EX_CANTCREAT, "cannot log to %s: %s",
		    path, strerror(errno));
	return logs_check(dir, why);
}

/*
 * Returns whether the last bytes of the file have a line with that key, and
 * sets *reached if one of them is of an earlier event.
 */
static bool
has_key(const char *path, size_t most, struct str key, bool *reached)
{
	char *memory;
	struct str text = files_read(path, most, &memory);
	bool found = false;

	while (text.len > 0 && !found) {
		struct str line = str_cut(&text, '\n');
		(void)str_cut(&line, '\t');
		found = str_eq(line, key);
		*reached |= line.len >= LIMIT_ID && key.len >= LIMIT_ID &&
		    memcmp(line.at, key.at, LIMIT_ID) < 0;
	}
	free(memory);
	return found;
}

/* Returns whether another window, or this one, has written that line. */
static bool
is_there(const char *path, struct str key)
{
	bool reached = false;

	return key.len > 0 &&
	    (has_key(path, TAIL, key, &reached) ||
		(!reached && has_key(path, TAIL_MOST, key, &reached)));
}

/*
 * Keeps other windows from the file until it is closed. One that is stopped
 * holds it up once and no more: a line twice is better than none.
 */
static void
lock(struct logs *logs, int fd)
{
	size_t tries = logs->held_up ? 1 : LOCK_TRIES;

	while (flock(fd, LOCK_EX | LOCK_NB) != 0 && --tries > 0)
		(void)poll(NULL, 0, LOCK_PAUSE_MS);
	logs->held_up = tries == 0;
}

/*
 * Appends the line unless it is there; makes the directory if it is missing.
 */
static bool
append(struct logs *logs, struct str text, struct str key, struct error *why)
{
	char path[PATH_ROOM];
	struct stat info;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", logs->dir, logs->file);
	if (logs->dir[0] == '\0')
		return error_set(why, EX_CANTCREAT,
		    "cannot log: the directory is unknown or too long");
	if (stat(logs->dir, &info) != 0 && !make_directory(logs->dir, why))
		return false;
	if (!files_open_log(&fd, path, why))
		return false;
	lock(logs, fd);
	const bool there = is_there(path, key);
	const ssize_t count = there ? 0 : io_write(fd, text.at, text.len);
	const int error = count < 0 ? errno : ENOSPC;
	io_close(&fd);
	return there || (count >= 0 && (size_t)count == text.len) ||
	    error_set(
		why, EX_IOERR, "cannot write to %s: %s", path, strerror(error));
}

bool
logs_add(struct logs *logs, const struct logs_entry *entry, struct error *why)
{
	const struct view *view = entry->view;
	char day[DATE_ROOM], file[LOGS_NAME], room[LOGS_TEXT], end[ID_ROOM];

	(void)when_text(time_of(entry), "%Y-%m-%d", day, sizeof(day));
	logs_name(view->kind != VIEW_GROUP, views_name(view), day, file);
	const bool same = entry->id != 0 && !entry->replaces &&
	    entry->id == logs->id && strcmp(file, logs->file) == 0;
	logs->nth = same ? logs->nth + 1 : 1;
	logs->id = entry->id;
	memcpy(logs->file, file, sizeof(file));
	const bool told = logs->failed;
	const struct str key = compose_key(entry, logs->nth, end);
	logs->failed = !append(logs, compose_entry(entry, key, room), key, why);
	return !logs->failed || told;
}
