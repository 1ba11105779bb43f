/*
 * Keys and screens of a person at a terminal, as words (talks.h). A program on
 * a terminal of that name begins by one of
 *	window ROWS COLUMNS ARGS	forkcast's window
 *	client ARGS			forkcast as a stream of lines
 *	shell ROWS COLUMNS		sh(1) with job control, without echo
 * ("@/log": a path in the scratch directory) and then
 *	types KEYS	slowly KEYS	size ROWS COLUMNS
 *	types KEYS => TEXT		and then has TEXT
 *	passes SECONDS			pty_pace
 *	signal TERM			gets that signal
 *	exits STATUS			ends so, or by a signal: "exits TERM"
 *	leaves		clears the line, ends by two Ctrl-C with 0, and leaves
 *			the terminal well; at the end of the file all do so
 * and, each waited for, "##" standing for two digits but in "line", "begins"
 * and "cursor":
 *	line TEXT	a row is this text
 *	begins TEXT	a row begins so
 *	has TEXT	a row contains it; "lacks": none does
 *	row ROW TEXT	that row, from 0, is this text
 *	cursor COLUMN TEXT	the cursor is there, and its row is this text
 *	place ROW COLUMN	the cursor is there, both from 0
 *	style STYLE: TEXT	this text, where it first occurs, has this
 *style: "bold reverse", "coloured" ...; see vt_style_read joined ROW	the row
 *continues in the next as one line; "apart": not title TEXT	the terminal's
 *title is this text bells COUNT	the bell has rung that often since the
 *start second, first	that screen is shown copied TEXT	it is in the
 *clipboard restored	the terminal has the mode it had before; "changed": not
 *	left		it is as it was before: the first screen, its mode,
 *			cursor, wrapping, titles and style
 *	places COUNT TEXT	so many places of its memory have that
 */
#ifndef TESTS_LIB_TERMINALS_H
#define TESTS_LIB_TERMINALS_H

#include "pty.h"

/*
 * Does what the word says; changes the text. Programs connect to the address.
 */
void terminals_act(
    const char *who, const char *word, char *text, const char *address);

/* All clients that still run leave. */
void terminals_leave(void);

/*
 * Waits until the screen is these rows, from the top, separated by LF; rows
 * below them are empty. "..." stands for any number of rows. Spaces at the end
 * of a row do not count. On failure, the test shows the screen beside the
 * expected rows.
 */
void terminals_show(const char *who, const char *screen);

/* Do what these words say, in tests that have no dialogue. */
void terminals_begins(struct pty *pty, const char *text);
void terminals_has(struct pty *pty, const char *text);
void terminals_cursor(struct pty *pty, size_t column, const char *text);

#endif
