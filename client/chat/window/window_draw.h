/* The layout of a window, and what stays on the screen when it ends. */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_DRAW_H
#define CLIENT_CHAT_WINDOW_WINDOW_DRAW_H

#include "chat/window/window.h"

/* Functions of the interface: core/ui.h. */
void window_draw(struct chat *chat, struct str question);
usec window_due(const struct chat *chat);

/*
 * Prints the last rows of the talk, which stay on the terminal's own screen; if
 * they are bare, the terminal breaks them. A stopped terminal is not waited
 * for, which leaves out the rest.
 */
void window_leave_lines(struct chat *chat, bool bare);

/*
 * Leaves the screen and prints the last lines there as they are, unbroken, for
 * copying and long links. Any key takes it again.
 */
void window_bare(struct chat *chat);

#endif
