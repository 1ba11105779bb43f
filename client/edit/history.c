/* The lines typed before: see history.h. */
#include "edit/history.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "edit/secrets.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "system/files.h"
#include "text/match.h"

/* How much of the end of the file is read, and stays if it is twice as long. */
#define TAIL ((size_t)256 * 1024)

#define CANNOT_WRITE "cannot write to %s: %s"

/* Stands in the file for a line break within a line. */
#define BREAK '\r'

bool
history_remember(struct history *history, struct str line)
{
	struct str newest;

	if (line.len == 0 || secrets_in(line) ||
	    (history_get(history, 1, &newest) && str_eq(newest, line)))
		return false;
	newest = (struct str) { malloc(line.len), line.len };
	if (newest.at == NULL)
		return false;
	memcpy((char *)newest.at, line.at, line.len);
	if (history->count == HISTORY_LINES) {
		free((char *)history->line[0].at);
		memmove(history->line, history->line + 1,
		    --history->count * sizeof(history->line[0]));
	}
	history->line[history->count++] = newest;
	return true;
}

bool
history_get(const struct history *history, size_t ago, struct str *line)
{
	if (ago == 0 || ago > history->count)
		return false;
	*line = history->line[history->count - ago];
	return true;
}

size_t
history_search(const struct history *history, size_t ago, bool back,
    struct str word, size_t *at)
{
	struct str line;

	while (history_get(history, ago, &line)) {
		const struct text_match match = match_word(line, 0, word);
		*at = match.from;
		if (match.end > match.from)
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
		room[i] = (char)(line.at[i] == old ? new : line.at[i]);
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

/* Takes the lines of the file; one without an LF is not whole. */
static void
take_lines(struct history *history, struct str text)
{
	char room[LIMIT_LINE];

	while (text.len > 0) {
		const struct str line = str_cut(&text, '\n');
		if (text.at != NULL && is_typed(line))
			(void)history_remember(
			    history, exchange(room, line, BREAK, '\n'));
	}
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

void
history_load(struct history *history)
{
	struct stat info;
	char *memory;

	files_find(history->path, sizeof(history->path), "XDG_STATE_HOME",
	    ".local/state", "history");
	if (history->path[0] == '\0')
		return;
	const struct str text = files_read(history->path, TAIL, &memory);
	/* Or another time; what another client appends right now is lost. */
	if (text.len > 0 && stat(history->path, &info) == 0 &&
	    (uintmax_t)info.st_size > 2 * TAIL)
		(void)files_replace(history->path, text.at, text.len, &info);
	take_lines(history, text);
	free(memory);
}

bool
history_save(struct history *history, struct str line, struct error *why)
{
	char above[HISTORY_PATH];
	bool good;
	int fd = -1;

	if (history->path[0] == '\0')
		return true;
	(void)snprintf(above, sizeof(above), "%s", history->path);
	good = files_make_above(above) ?
	    files_open_log(&fd, history->path, why) :
	    error_set(why, EX_CANTCREAT, CANNOT_WRITE, above, strerror(errno));
	if (good && !append(fd, line))
		good = error_set(why, EX_CANTCREAT, CANNOT_WRITE, history->path,
		    strerror(errno));
	io_close(&fd);
	if (!good)
		history->path[0] = '\0';
	return good;
}

void
history_free(struct history *history)
{
	for (size_t i = 0; i < history->count; i++)
		free((char *)history->line[i].at);
	*history = (struct history) { 0 };
}
