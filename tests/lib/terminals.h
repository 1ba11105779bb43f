/*
 * Keys and screens of a person at a terminal, as words (talks.h). A program on
 * a terminal of that name begins by one of
 *	window ROWS COLUMNS ARGS	forkcast's window
 *	client ARGS			forkcast as a stream of lines
 *	shell ROWS COLUMNS		sh(1) with job control, without echo
 * ("@/log": a path in the scratch directory) and then, as pty.h says of each:
 *	types KEYS	slowly KEYS	size ROWS COLUMNS
 *	types KEYS => TEXT		and then has TEXT
 *	line TEXT	begins TEXT	has TEXT	lacks TEXT
 *	row ROW TEXT	cursor COLUMN TEXT		place ROW COLUMN
 *	style STYLE: TEXT		joined ROW	apart ROW
 *	title TEXT	bells COUNT	second		first
 *	copied TEXT	restored	changed		left
 *	passes SECONDS	exits STATUS
 *	leaves		clears the line, ends by two Ctrl-C with 0, and leaves
 *			the terminal well; at the end of the file all do so
 *	places COUNT TEXT	so many places of its memory have that
 * It "exits TERM" by a signal, and "signal TERM" sends it one.
 */
#ifndef TESTS_LIB_TERMINALS_H
#define TESTS_LIB_TERMINALS_H

/*
 * Does what the word says; changes the text. Programs connect to the address.
 */
void terminals_act(const char *where, const char *who, const char *word,
    char *text, const char *address);

/* All clients that still run leave. */
void terminals_leave(const char *where);

/* Waits until the terminal shows this screen. */
void terminals_show(const char *where, const char *who, const char *screen);

#endif
