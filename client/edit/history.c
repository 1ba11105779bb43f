/* The lines typed before: see history.h. */
#include "edit/history.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "conf/logfile.h"
#include "conf/xdg.h"
#include "edit/secrets.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/names.h"

/* How much of the end of the file is read; a longer one is shortened. */
#define TAIL ((off_t)1 << 20)

/* Stands in the file for a line break within a line. */
#define BREAK '\r'

bool
history_remember(struct history *history, struct str line)
{
	struct str last;

	if (line.len == 0 || secrets_in(line) ||
	    (history_get(history, 1, &last) && str_eq(last, line)))
		return false;
	char *copy = malloc(line.len);
	if (copy == NULL)
		return false;
	memcpy(copy, line.at, line.len);
	free(history->line[history->next]);
	history->line[history->next] = copy;
	history->len[history->next] = line.len;
	history->next = (history->next + 1) % HISTORY_LINES;
	if (history->count < HISTORY_LINES)
		history->count++;
	return true;
}

bool
history_get(const struct history *history, size_t ago, struct str *line)
{
	if (ago == 0 || ago > history->count)
		return false;
	const size_t i = (history->next + HISTORY_LINES - ago) % HISTORY_LINES;
	*line = (struct str) { history->line[i], history->len[i] };
	return true;
}

/*
 * Finds the first place of the word in the line. Returns false if there is
 * none.
 */
static bool
stands_in(struct str line, struct str word, size_t *at)
{
	for (size_t i = 0; i + word.len <= line.len; i++)
		if (str_caseeq((struct str) { line.at + i, word.len }, word)) {
			*at = i;
			return true;
		}
	return false;
}

size_t
history_search(const struct history *history, size_t ago, bool back,
    struct str word, size_t *at)
{
	struct str line;

	while (ago > 0 && history_get(history, ago, &line)) {
		if (stands_in(line, word, at))
			return ago;
		ago = back ? ago + 1 : ago - 1;
	}
	return 0;
}

/* Copies the line into room with one character in place of another. */
static struct str
exchange(char room[LIMIT_LINE], struct str line, char old, char new)
{
	for (size_t i = 0; i < line.len; i++)
		room[i] = line.at[i] == old ? new : line.at[i];
	return (struct str) { room, line.len };
}

/*
 * Returns whether a line of the file can have been typed, as one with a TAB
 * cannot. A CR at the end is another system's line end.
 */
static bool
is_typed(struct str line)
{
	char room[LIMIT_LINE];

	return line.len > 0 && line.len < LIMIT_LINE &&
	    line.at[line.len - 1] != BREAK &&
	    memchr(line.at, '\t', line.len) == NULL &&
	    text_check(exchange(room, line, BREAK, ' '), LIMIT_LINE - 1) ==
	    CODE_OK;
}

/* Takes the lines of the file. Returns how many there are. */
static size_t
take_lines(struct history *history, struct str text)
{
	char room[LIMIT_LINE];
	size_t count = 0;

	while (text.at != NULL && text.len > 0) {
		const struct str line = str_cut(&text, '\n');
		if (text.at == NULL) /* it is not whole */
			break;
		count++;
		if (is_typed(line))
			(void)history_remember(
			    history, exchange(room, line, BREAK, '\n'));
	}
	return count;
}

/* Reads the end of the file; notes whether that is too long. */
static void
read_end(struct history *history, int fd, bool *too_long)
{
	struct stat info;
	off_t from = 0;
	size_t len = 0;
	ssize_t got = 1;

	if (fstat(fd, &info) != 0)
		return;
	if (info.st_size > TAIL)
		from = info.st_size - TAIL;
	char *room = malloc((size_t)TAIL);
	while (room != NULL && got > 0 && len < (size_t)TAIL) {
		got = pread(
		    fd, room + len, (size_t)TAIL - len, from + (off_t)len);
		if (got > 0)
			len += (size_t)got;
		else if (got == -1 && errno == EINTR)
			got = 1;
	}
	struct str text = { room, len };
	if (from > 0)
		(void)str_cut(&text, '\n'); /* the first one is cut */
	*too_long = take_lines(history, text) > 2 * HISTORY_LINES || from > 0;
	free(room);
}

/* Appends a line to the open file, with one write. */
static bool
append(int fd, struct str line)
{
	char memory[LIMIT_LINE + 1], room[LIMIT_LINE];
	struct buf buf;

	if (line.len >= LIMIT_LINE)
		return true;
	buf_init(&buf, memory, sizeof(memory));
	(void)BUF_CAT(
	    &buf, exchange(room, line, '\n', BREAK), STR("\n")); /* it fits */
	return io_write_all(fd, memory, buf_len(&buf));
}

/* Reports an error and stops using the file. */
static bool
give_up(struct history *history, struct error *why, const char *what)
{
	(void)error_set(why, EX_CANTCREAT, "cannot %s %s: %s", what,
	    history->path, strerror(errno));
	history->path[0] = '\0';
	return false;
}

/*
 * Puts a file with the lines that are kept in the place of the long one. What
 * another client appends just then is lost.
 */
static bool
shorten(struct history *history, struct error *why)
{
	char path[HISTORY_PATH + sizeof(".XXXXXX")];
	struct str line;

	(void)snprintf(path, sizeof(path), "%s.XXXXXX", history->path);
	int fd = mkstemp(path);
	bool good = fd != -1;
	for (size_t ago = history->count; good && ago > 0; ago--)
		good = history_get(history, ago, &line) && append(fd, line);
	good = good && rename(path, history->path) == 0;
	if (fd != -1 && !good)
		(void)unlink(path);
	io_close(&fd);
	return good || give_up(history, why, "shorten");
}

bool
history_load(struct history *history, struct error *why)
{
	bool too_long = false;
	int fd;

	xdg_find(history->path, sizeof(history->path), "XDG_STATE_HOME",
	    ".local/state", "history");
	if (history->path[0] == '\0' || !logfile_read(&fd, history->path))
		return true;
	read_end(history, fd, &too_long);
	io_close(&fd);
	return !too_long || shorten(history, why);
}

bool
history_save(struct history *history, struct str line, struct error *why)
{
	char above[HISTORY_PATH];
	int fd;

	if (history->path[0] == '\0')
		return true;
	/* If that fails, the file cannot be opened either. */
	(void)snprintf(above, sizeof(above), "%s", history->path);
	(void)xdg_make_above(above);
	if (!logfile_open(&fd, history->path, why)) {
		history->path[0] = '\0';
		return false;
	}
	const bool good = append(fd, line);
	io_close(&fd);
	return good || give_up(history, why, "write to");
}

void
history_free(struct history *history)
{
	for (size_t i = 0; i < HISTORY_LINES; i++)
		free(history->line[i]);
	*history = (struct history) { 0 };
}
