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
 * on its own terminal of that size. Valid until the test exits.
 */
struct pty *pty_start_sized(
    const char *const *argv, size_t rows, size_t columns);

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
bool pty_is_noon(void);

/* Writes the configuration that these programs read; /set has set nothing. */
void pty_config(const char *text);

/* Starts forkcast as a stream of lines, connected to the address. */
struct pty *pty_client(const char *address, const char *const *options);

/*
 * Starts forkcast in a window of that size; vt.h lists what its terminal can
 * do.
 */
struct pty *pty_window(const char *address, size_t rows, size_t columns,
    const char *const *options);

/*
 * Sets whether the clocks of the clients started from now on stand still, but
 * for the moment between two draws, until pty_pace moves them; at first they
 * do not.
 */
void pty_paced(bool paced);

/*
 * Lets so much time pass for the client. Before that, the client takes what has
 * come. What is then due it does before it takes what comes later, and before
 * more time passes. Returns when it has passed, or the client has ended.
 */
void pty_pace(const struct pty *pty, usec time);

/*
 * Returns the path of forkcast, in $FORKCAST_BUILD or in build, or of the one
 * whose clock a test moves (page.h).
 */
const char *pty_path(bool paced);

/* Types the keys. */
void pty_type(struct pty *pty, const char *keys);

/* Gives the window another size. */
void pty_resize_to(struct pty *pty, size_t rows, size_t columns);

/*
 * Functions for waits (terminals.h): pty_look takes what the program has
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
int pty_status(struct pty *pty);
#define PTY_SIGNAL 256

#endif
