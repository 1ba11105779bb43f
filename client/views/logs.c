/* Log files: see logs.h. */
#include "views/logs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

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

/* The digits of an ID, until the year 2286, and the bytes of a date. */
#define ID_DIGITS 16
#define DATE_LEN LITERAL_LEN("2026-11-20 07:14:03 ")

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
logs_name(const struct view *view, char room[LOGS_NAME])
{
	char memory[LIMIT_GROUP], name[LOGS_NAME - 5];
	struct str stem = views_name(view);

	for (size_t i = 0; i < stem.len; i++)
		memory[i] = (char)str_lower(stem.at[i]);
	stem.at = memory;
	logs_escape(stem, name, sizeof(name));
	(void)snprintf(room, LOGS_NAME, "%s%s.log",
	    view->kind == VIEW_GROUP ? "" : "@", name);
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

/* Composes the line that is number nth of its event, with an LF. */
static struct str
compose_entry(const struct logs_entry *entry, size_t nth, char room[LOGS_TEXT])
{
	char date[DATE_ROOM], plain[LOGS_TEXT];
	const bool replaces = entry->replaces;
	const usec time =
	    entry->id != 0 && !replaces ? entry->id : clock_wall();
	struct buf text;

	buf_init(&text, room, LOGS_TEXT); /* all fits */
	(void)BUF_CAT(&text, when_text(time, WHEN_DATE " ", date, DATE_ROOM),
	    logs_plain(entry->styled, plain));
	if (entry->id != 0)
		(void)BUF_CAT(&text, replaces ? STR("\t=") : STR("\t"),
		    DECIMAL(entry->id));
	if (nth > 1)
		(void)BUF_CAT(&text, STR("+"), DECIMAL(nth));
	(void)BUF_CAT(&text, STR("\n"));
	return buf_str(&text);
}

/*
 * Reads a line without its LF: after a date, the text up to the last TAB, and
 * "1795155243000000", "1795155243000000+2" or "=1795155243000000". Returns
 * false for any other.
 */
static bool
parse(struct str line, struct logs_record *record)
{
	size_t tab = line.len;
	uint64_t id, nth = 1;

	while (tab > DATE_LEN && line.at[tab - 1] != '\t')
		tab--;
	if (tab <= DATE_LEN || line.at[DATE_LEN - 1] != ' ' ||
	    line.len >= LOGS_TEXT)
		return false;
	struct str word = { line.at + tab, line.len - tab };
	const bool replaces = str_skip(&word, STR("="));
	const struct str digits = str_cut(&word, '+');
	if (digits.len != ID_DIGITS || !str_to_number(digits, INT64_MAX, &id) ||
	    (word.at != NULL && !str_to_number(word, LIMIT_LINES, &nth)))
		return false;
	*record = (struct logs_record) {
		.text = { line.at + DATE_LEN, tab - 1 - DATE_LEN },
		.id = id,
		.nth = (size_t)nth,
		.replaces = replaces,
	};
	return true;
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

/* Appends to the file; if its directory is missing, makes that first. */
static bool
append(const struct logs *logs, struct str text, struct error *why)
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
	const ssize_t count = io_write(fd, text.at, text.len);
	const int error = count < 0 ? errno : ENOSPC;
	io_close(&fd);
	return (count >= 0 && (size_t)count == text.len) ||
	    error_set(
		why, EX_IOERR, "cannot write to %s: %s", path, strerror(error));
}

bool
logs_add(struct logs *logs, const struct logs_entry *entry, struct error *why)
{
	char file[LOGS_NAME], room[LOGS_TEXT];

	logs_name(entry->view, file);
	const bool same = entry->id != 0 && !entry->replaces &&
	    entry->id == logs->id && strcmp(file, logs->file) == 0;
	logs->nth = same ? logs->nth + 1 : 1;
	logs->id = entry->id;
	memcpy(logs->file, file, sizeof(file));
	const bool told = logs->failed;
	logs->failed =
	    !append(logs, compose_entry(entry, logs->nth, room), why);
	return !logs->failed || told;
}

/* --- Reading -------------------------------------------------------------- */

struct str
logs_read(const struct logs *logs, const struct view *view, size_t most,
    char **memory)
{
	char path[PATH_ROOM], file[LOGS_NAME];

	logs_name(view, file);
	(void)snprintf(path, sizeof(path), "%s/%s", logs->dir, file);
	return files_read(path, most, memory);
}

bool
logs_next(struct str *text, struct logs_record *record)
{
	const usec latest = clock_wall() + AHEAD;
	const char *end;

	while (text->len > 0 &&
	    (end = memchr(text->at, '\n', text->len)) != NULL) {
		const struct str line = { text->at, (size_t)(end - text->at) };
		str_drop(text, line.len + 1);
		if (parse(line, record) && record->id <= latest)
			return true;
	}
	return false;
}
