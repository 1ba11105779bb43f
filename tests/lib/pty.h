/*
 * A program on a pseudo-terminal, and the screen that a person would see. Every
 * wait has a deadline; if the expected does not come, the test ends and shows
 * the screen. Programs that still run when the test exits are killed.
 */
#ifndef TESTS_LIB_PTY_H
#define TESTS_LIB_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

#include "must.h"
#include "shared/clock.h"
#include "vt.h"

#define PTY_COLUMNS 80
#define PTY_ARGUMENTS 16

struct page;

struct pty {
	pid_t pid; /* 0 once it has been reaped */
	struct page *page; /* of a paced one: page.h */
	int status; /* of waitpid, then */
	int master;
	int slave; /* kept open to read its mode */
	struct termios before; /* its mode at the start */
	struct vt vt;
	struct pty *next;
};

/*
 * Starts a program, whose arguments end with a null, as the leader of a session
 * on its own terminal of VT_ROWS rows. Valid until the test exits.
 */
struct pty *pty_start(const char *const *argv);

/*
 * Sets TERM for the programs started from now on; at first it is xterm, or
 * xterm-256color for windows. "linux" and "screen" have no second screen.
 */
void pty_term(const char *name);

/*
 * Sets HOME to the scratch directory, and XDG_CONFIG_HOME and XDG_STATE_HOME to
 * config and state in it. Every program on a terminal gets these; a test that
 * wants others calls this before setenv(3).
 */
void pty_environment(void);

/*
 * Sets a time zone for the programs started from now on in which it is half
 * past twelve, so that no day or hour begins before the test ends.
 */
void pty_noon(void);

/* Writes the configuration file that these programs read. */
void pty_config(const char *text);

/* Starts forkcast as a stream of lines, connected to the address. */
struct pty *pty_client(const char *address, const char *const *options);

/*
 * Starts forkcast in a window of that size; vt.h lists what its terminal can
 * do.
 */
struct pty *pty_window(const char *address, size_t rows, size_t columns,
    const char *const *options);
#define PTY_WINDOW(address, rows, columns, ...) \
	pty_window(address, rows, columns,      \
	    (const char *const[]) { __VA_ARGS__, NULL })

/*
 * Sets whether the clocks of the clients started from now on stand still, but
 * for the moment between two draws, until pty_pace_at moves them; at first they
 * do not.
 */
void pty_paced(bool paced);

/*
 * Lets so much time pass for the client. Before that, the client takes what has
 * come. What is then due it does before it takes what comes later, and before
 * more time passes. Returns when it has passed, or the client has ended.
 */
void pty_pace_at(const char *where, const struct pty *pty, usec time);

/* Starts any program on a terminal of that size. */
struct pty *pty_start_sized(
    const char *const *argv, size_t rows, size_t columns);

/*
 * Return the path of forkcast, in $FORKCAST_BUILD or in build, and of the one
 * whose clock a test moves (page.h).
 */
const char *pty_client_path(void);
const char *pty_paced_path(void);

/* Types the keys. */
void pty_type(struct pty *pty, const char *keys);

/* Types each byte when the program has read the one before. */
void pty_type_slowly(struct pty *pty, const char *keys);

/* Gives the window another size. */
void pty_resize_to(struct pty *pty, size_t rows, size_t columns);

/* Waits until one row of the screen is this text. */
void pty_expect_at(const char *where, struct pty *pty, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Waits until one row of the screen begins with this text. */
#define pty_expect_begin(pty, text) pty_expect_begin_at(HERE, pty, text)
void pty_expect_begin_at(const char *where, struct pty *pty, const char *text);

/*
 * Waits until the screen is these rows, from the top, separated by LF; rows
 * below them are empty. "..." stands for any number of rows, "##" within a row
 * for two digits: "[##:##] sara: hello". Spaces at the end of a row do not
 * count. On failure, the test shows the screen beside the expected rows.
 */
void pty_expect_screen_at(const char *where, struct pty *pty, const char *rows);

/* Waits until that row, from 0, is this text, with "##" as above. */
void pty_expect_row_at(
    const char *where, struct pty *pty, size_t row, const char *text);

/* Waits until a row contains this text, with "##" as above; or none does. */
#define pty_expect_has(pty, text) pty_expect_has_at(HERE, pty, text, true)
void pty_expect_has_at(
    const char *where, struct pty *pty, const char *text, bool has);

/*
 * Waits until this text, where it first occurs on the screen, has this style:
 * "bold reverse", "red", "coloured" (any colour), "none"; see vt_style_read.
 */
void pty_expect_style_at(
    const char *where, struct pty *pty, const char *text, const char *style);

/* Waits until the row continues in the next as one line, or does not. */
void pty_expect_joined_at(
    const char *where, struct pty *pty, size_t row, bool joined);

/* Waits until the terminal's title is this text, with "##" as above. */
void pty_expect_title_at(const char *where, struct pty *pty, const char *text);

/*
 * Waits until the bell has rung that often since the start; more often is an
 * error.
 */
void pty_expect_bells_at(const char *where, struct pty *pty, size_t count);

/*
 * Waits until the row with the cursor is this text, and the cursor is in that
 * column.
 */
#define pty_expect_cursor(pty, text, column) \
	pty_expect_cursor_at(HERE, pty, text, column)
void pty_expect_cursor_at(
    const char *where, struct pty *pty, const char *text, size_t column);

/* Waits until the cursor is in that row and column, both from 0. */
void pty_expect_place_at(
    const char *where, struct pty *pty, size_t row, size_t column);

/* Waits until the second screen is shown, or the first one again. */
void pty_expect_second_at(const char *where, struct pty *pty, bool second);

/* Waits until the terminal has the mode it had before the program, or not. */
void pty_expect_mode_at(const char *where, struct pty *pty, bool restored);

/*
 * Waits until the terminal is as it was before the program: the first screen,
 * its mode, cursor, wrapping, region, titles and style.
 */
void pty_expect_left_well_at(const char *where, struct pty *pty);

/*
 * Functions for a test's own waits: pty_look takes what the program has
 * written, pty_wait waits a little for more (false if the deadline has passed),
 * and pty_shown returns the screen for messages.
 */
void pty_look(struct pty *pty);
bool pty_wait(struct pty *pty, usec end);
const char *pty_shown(const struct pty *pty);

/*
 * Waits for the end. Returns the exit status, or 256 and the number of the
 * signal.
 */
#define pty_status(pty) pty_status_at(HERE, pty)
int pty_status_at(const char *where, struct pty *pty);
#define PTY_SIGNAL 256

#endif
