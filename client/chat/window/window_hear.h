/* The server's lines in a window. */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_HEAR_H
#define CLIENT_CHAT_WINDOW_WINDOW_HEAR_H

#include "chat/window/window.h"

/* Takes a line of the server: core/ui.h. */
void window_hear(struct chat *chat, const struct command *line, bool shown,
    const struct manner *manner);

/*
 * Shows the arrivals of those who have stayed by now. Returns when the next
 * will have.
 */
usec window_settle(struct chat *chat, usec now);

/*
 * Has the server tell of the people who have views whether they are here, or
 * away, which the first row shows. It refuses more than 100.
 */
void window_watch(struct chat *chat);

#endif
