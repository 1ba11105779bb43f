/*
 * A chat with a window on an emulated terminal, without a process or a
 * connection: the test passes in what the server sends and what is typed, and
 * passes the window's output to the emulator when it wants. One at a time.
 */
#ifndef TESTS_LIB_WINDOW_WINDOWED_H
#define TESTS_LIB_WINDOW_WINDOWED_H

#include <stddef.h>

#include "client/chat/core/chat_state.h"
#include "client/chat/window/window.h"
#include "shared/str.h"
#include "tests/lib/vt.h"

struct windowed {
	struct console console;
	struct chat chat;
	struct vt vt;
};

/* Returns the default settings, for there is no file. */
const struct settings *windowed_settings(void);

/* Begins the link of a chat with a session, as if there were a connection. */
void windowed_link(struct chat *chat);

/*
 * Begins the chat, without a name. Nothing is drawn. No file is read or
 * written.
 */
struct windowed *windowed_begin(size_t rows, size_t columns);

/*
 * Passes in lines from the server, and runs a turn of the client, which ends
 * with a draw.
 */
void windowed_hear(struct windowed *windowed, struct str lines);

/* Runs a turn without input; lines for the server are dropped. */
void windowed_turn(struct windowed *windowed);

/* Passes the waiting output to the terminal. Returns the number of bytes. */
size_t windowed_drain(struct windowed *windowed);

/*
 * Gives the client the name javad, joins the group dev, and draws everything.
 */
void windowed_join(struct windowed *windowed);

/* Restores the terminal, with the last lines of the chat. */
void windowed_leave(struct windowed *windowed);

/* Frees everything; to be called after windowed_leave. */
void windowed_end(struct windowed *windowed);

#endif
