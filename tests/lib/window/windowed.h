/*
 * A chat with a window on an emulated terminal, without a process or a
 * connection: what the server says and what is typed goes in, and what the
 * window writes goes to the emulator when the test says so. One at a time.
 */
#ifndef TESTS_LIB_WINDOW_WINDOWED_H
#define TESTS_LIB_WINDOW_WINDOWED_H

#include <stddef.h>

#include "client/person/chat_state.h"
#include "client/window/window.h"
#include "shared/str.h"
#include "tests/lib/vt.h"

struct windowed {
	struct chat chat;
	struct vt vt;
};

/* All settings as they are without a file, which there cannot be. */
const struct settings *windowed_settings(void);

/*
 * The chat begins, without a name; the terminal has been asked what it does
 * with emoji, and nothing is drawn. No file is read or written.
 */
struct windowed *windowed_begin(size_t rows, size_t columns);

/* The server says lines; the client has a turn, which ends with a draw. */
void windowed_hear(struct windowed *windowed, struct str lines);

/* The terminal sends bytes, and the same. */
void windowed_type(struct windowed *windowed, struct str keys);

/* Runs a turn without input; lines for the server are dropped. */
void windowed_turn(struct windowed *windowed);

/* The terminal takes what waits for it: so many bytes. */
size_t windowed_drain(struct windowed *windowed);

/*
 * Gives the client the name javad, joins the group dev, and draws everything.
 */
void windowed_join(struct windowed *windowed);

/* The terminal is given back, with the last lines of the talk. */
void windowed_leave(struct windowed *windowed);

/* Frees everything; to be called after windowed_leave. */
void windowed_end(struct windowed *windowed);

#endif
