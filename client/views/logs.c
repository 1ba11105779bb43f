/* Log files: see logs.h. */
#include "views/logs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "conf/logfile.h"
#include "conf/xdg.h"
#include "shared/buf.h"
#include "shared/io.h"

/* How far ahead of ours a server's clock may be. */
#define AHEAD (24 * 60 * 60 * SEC)

#define PATH_ROOM (LOGS_DIR + LOGS_NAME + 1)

/* Room for the end of a line: TAB, "=", an ID, "+", a number, LF. */
#define ID_ROOM (2 * STR_DIGITS + 4)

/* The digits of an ID, until the year 2286, and the bytes of a date. */
#define ID_DIGITS 16
#define DATE_LEN LITERAL_LEN("2026-11-20 07:14:03 ")

/* --- Names ---------------------------------------------------------------- */

void
logs_escape(struct str text, bool capitals, char *room, size_t size)
{
	size_t at = 0;

	room[0] = '\0';
	for (size_t i = 0; i < text.len && at + 4 < size; i++) {
		const unsigned char c = (unsigned char)text.at[i];
		const bool usual = (c >= 'a' && c <= 'z') ||
		    (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
		const bool kept = usual ||
		    (i > 0 && (c == '.' || c == '-' || c == ':')) ||
		    (capitals && c >= 'A' && c <= 'Z');
		at += (size_t)snprintf(
		    &room[at], size - at, kept ? "%c" : "%%%02X", c);
	}
}

void
logs_name(const struct view *view, char room[LOGS_NAME])
{
	char memory[LIMIT_GROUP], name[LOGS_NAME - 5];
	struct str stem = view_name(view);

	for (size_t i = 0; i < stem.len; i++)
		memory[i] = (char)str_lower(stem.at[i]);
	stem.at = memory;
	if (view->kind == VIEW_ALL)
		stem = STR("all");
	logs_escape(stem, false, name, sizeof(name));
	(void)snprintf(room, LOGS_NAME, "%s%s.log",
	    view->kind == VIEW_GROUP   ? "" :
		view->kind == VIEW_ALL ? "+" :
					 "@",
	    name);
}

/* --- Lines ---------------------------------------------------------------- */

struct str
logs_date(usec time, char room[LOGS_DATE])
{
	const time_t seconds = (time_t)(time / SEC);
	struct tm parts;

	if (localtime_r(&seconds, &parts) == NULL)
		return STR("");
	return (struct str) { room,
		strftime(room, LOGS_DATE, "%Y-%m-%d %H:%M:%S ", &parts) };
}

/*
 * Returns how many bytes at the front of a text, which is not empty, are not
 * plain: an escape sequence "ESC [ ... m", a direction isolate (U+2066 to
 * U+2069), or a control character.
 */
static size_t
skip(struct str text)
{
	const unsigned char c = (unsigned char)text.at[0];
	size_t len = 2;

	if (text.len >= 3 && str_begins(text, STR("\xe2\x81"))) {
		const unsigned char last = (unsigned char)text.at[2];
		return last >= 0xa6 && last <= 0xa9 ? 3 : 0;
	}
	if (!str_begins(text, STR("\033[")))
		return c < ' ' || c == 0x7f;
	while (len < text.len && (text.at[len] < '@' || text.at[len] > '~'))
		len++;
	return len < text.len ? len + 1 : len;
}

struct str
logs_plain(struct str styled, char room[LOGS_TEXT])
{
	/* A line in a log has a date before it, and an ID and an LF behind. */
	const size_t most = LOGS_TEXT - LOGS_DATE - ID_ROOM;
	size_t len = 0;

	while (styled.len > 0 && len < most) {
		const size_t skipped = skip(styled);
		if (skipped == 0)
			room[len++] = styled.at[0];
		str_drop(&styled, skipped > 0 ? skipped : 1);
	}
	return (struct str) { room, len };
}

/* Composes the line that is number nth of its event, with an LF. */
static struct str
compose(const struct logs_entry *entry, size_t nth, char room[LOGS_TEXT])
{
	char date[LOGS_DATE], plain[LOGS_TEXT];
	const bool replaces = entry->replaces;
	const usec time =
	    entry->id != 0 && !replaces ? entry->id : clock_wall();
	struct buf text;

	buf_init(&text, room, LOGS_TEXT); /* all fits */
	(void)BUF_CAT(
	    &text, logs_date(time, date), logs_plain(entry->styled, plain));
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
		.nth = nth,
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

/* Makes the directories above, and checks the directory. */
static bool
make(const char *dir, struct error *why)
{
	char path[LOGS_DIR];

	(void)snprintf(path, sizeof(path), "%s", dir);
	if (!xdg_make_above(path))
		return error_set(why, EX_CANTCREAT, "cannot log to %s: %s",
		    path, strerror(errno));
	return logs_check(dir, why);
}

bool
logs_begin(struct logs *logs, const char *dir, bool above, struct error *why)
{
	*logs = (struct logs) { 0 };
	if (dir == NULL || dir[0] == '\0')
		return true;
	if (above ? !make(dir, why) : !logs_check(dir, why))
		return false;
	memcpy(logs->dir, dir, strlen(dir) + 1);
	return true;
}

/* Appends to the file; if its directory was deleted, makes that again first. */
static bool
append(const struct logs *logs, struct str text, struct error *why)
{
	char path[PATH_ROOM];
	struct stat info;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", logs->dir, logs->file);
	if (!logfile_open(&fd, path, why) &&
	    (stat(logs->dir, &info) == 0 || errno != ENOENT ||
		!make(logs->dir, why) || !logfile_open(&fd, path, why)))
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

	if (logs->dir[0] == '\0')
		return true;
	logs_name(entry->view, file);
	const bool same = entry->id != 0 && !entry->replaces &&
	    entry->id == logs->id && strcmp(file, logs->file) == 0;
	logs->nth = same ? logs->nth + 1 : 1;
	logs->id = entry->id;
	memcpy(logs->file, file, sizeof(file));
	const bool told = logs->failed;
	logs->failed = !append(logs, compose(entry, logs->nth, room), why);
	return !logs->failed || told;
}

/* --- Reading -------------------------------------------------------------- */

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

/* Takes the records out of the text; a line without an LF is none. */
static void
read_records(struct logs_list *list, struct str text)
{
	const usec latest = clock_wall() + AHEAD;
	struct logs_record *record, one;
	const char *end;
	size_t kept = 0;

	while (
	    text.len > 0 && (end = memchr(text.at, '\n', text.len)) != NULL) {
		const struct str line = { text.at, (size_t)(end - text.at) };
		if (parse(line, &one) && one.id <= latest &&
		    !add_record(list, &one))
			break;
		str_drop(&text, line.len + 1);
	}
	record = list->record;
	if (list->count > 0)
		qsort(record, list->count, sizeof(*record), order);
	for (size_t i = 0, behind; i < list->count; i = behind) {
		for (behind = i + 1; behind < list->count; behind++)
			if (record[behind].id != record[i].id)
				break;
		kept += keep(&record[kept], &record[i], behind - i);
	}
	list->count = kept;
}

void
logs_read(const struct logs *logs, const char *file, off_t most,
    struct logs_list *list)
{
	char path[PATH_ROOM];

	*list = (struct logs_list) { 0 };
	(void)snprintf(path, sizeof(path), "%s/%s", logs->dir, file);
	if (logs->dir[0] == '\0')
		return;
	const struct str text = logfile_read(path, (size_t)most, &list->text);
	if (text.at != NULL)
		read_records(list, text);
}

void
logs_list_free(struct logs_list *list)
{
	free(list->text);
	free(list->record);
	*list = (struct logs_list) { 0 };
}
