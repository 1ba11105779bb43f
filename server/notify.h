/*
 * What a supervisor that has set NOTIFY_SOCKET is told, in the words of
 * sd_notify(3): that the server is ready, reloads or stops, how many clients
 * there are, and, if it wants a watchdog's word, that the loop turns. Without
 * that variable all of this does nothing. Called by forkcastd.c, launch.c,
 * reload.c and router.c.
 */
#ifndef SERVER_NOTIFY_H
#define SERVER_NOTIFY_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/trouble.h"

/* Opens the socket, while we may: before the server leaves root. */
bool notify_open(struct trouble *why);

/* The server is ready for the first time. */
bool notify_ready(struct trouble *why);

/*
 * From here on best effort: the server goes on without a supervisor. A reload
 * begins; it is done, or was refused; the server has been told to stop.
 */
void notify_reloading(void);
void notify_reloaded(bool good);
void notify_stopping(void);

/* Says what is due; to be called each turn. */
void notify_turn(void);

/* How long the loop may sleep until there is more to say, or WATCH_FOREVER. */
usec notify_timeout(void);

#endif
