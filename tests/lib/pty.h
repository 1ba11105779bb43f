/*
 * A program on a pseudo-terminal, and the screen that a person would see. Every
 * wait has a deadline; what does not come ends the test and shows the screen.
 * Whatever still runs when the test exits is killed. Used by the client's
 * system tests.
 */
#ifndef TESTS_LIB_PTY_H
#define TESTS_LIB_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

#include "must.h"
#include "vt.h"

#define PTY_COLUMNS 80
#define PTY_ARGUMENTS 16

struct pty {
	pid_t pid; /* 0 once it has been reaped */
	int status; /* of waitpid, then */
	int master;
	int slave; /* kept open, so that its mode can be asked for */
	struct termios before; /* its mode at the start */
	struct vt vt;
	struct pty *next;
};

/*
 * Starts a program, its arguments ended by a null, as the leader of a session
 * on a terminal of its own of VT_ROWS rows. Valid until the test exits.
 */
struct pty *pty_start(const char *const *argv);

/* TERM of the programs that are started from now on; at first xterm. */
void pty_term(const char *name);

/* The same for forkcast, connected to the address. */
struct pty *pty_client(const char *address, const char *const *options);
#define PTY_CLIENT(address, ...) \
	pty_client(address, (const char *const[]) { __VA_ARGS__, NULL })

/* The path of forkcast: in $FORKCAST_BUILD, or in build. */
const char *pty_client_path(void);

/* Types the keys. */
void pty_type(struct pty *pty, const char *keys);

/* Waits until one row of the screen is this text. */
#define pty_expect(pty, ...) pty_expect_at(HERE, pty, __VA_ARGS__)
void pty_expect_at(const char *where, struct pty *pty, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Waits until one row of the screen begins with this text. */
#define pty_expect_begin(pty, text) pty_expect_begin_at(HERE, pty, text)
void pty_expect_begin_at(const char *where, struct pty *pty, const char *text);

/* Waits until the row with the cursor is this text, and it is in that column.
 */
#define pty_expect_cursor(pty, text, column) \
	pty_expect_cursor_at(HERE, pty, text, column)
void pty_expect_cursor_at(
    const char *where, struct pty *pty, const char *text, size_t column);

/* Waits until the second screen is shown, or the first one again. */
#define pty_expect_second(pty, second) pty_expect_second_at(HERE, pty, second)
void pty_expect_second_at(const char *where, struct pty *pty, bool second);

/* Is some row of the screen this text now? */
bool pty_shows(struct pty *pty, const char *row);

/* The number of a row that is this text, or VT_ROWS if there is none. */
size_t pty_row(const struct pty *pty, const char *text);

/* Gives the window another width. */
void pty_resize(struct pty *pty, size_t columns);

/* Waits until the terminal has the mode it had before the program, or not. */
#define pty_expect_mode(pty, restored) pty_expect_mode_at(HERE, pty, restored)
void pty_expect_mode_at(const char *where, struct pty *pty, bool restored);

/* Waits for the end: the exit status, or 256 and the number of the signal. */
#define pty_status(pty) pty_status_at(HERE, pty)
int pty_status_at(const char *where, struct pty *pty);
#define PTY_SIGNAL 256

#endif
