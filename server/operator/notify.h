/*
 * What a supervisor that has set NOTIFY_SOCKET is told, in the words of
 * sd_notify(3): that the server is ready, reloads or stops, how many clients
 * there are, and, if it wants a watchdog's word, that the loop turns. Without
 * that variable all of this does nothing. Called by forkcastd.c, launch.c,
 * reload.c and loop.c.
 */
#ifndef SERVER_OPERATOR_NOTIFY_H
#define SERVER_OPERATOR_NOTIFY_H

#include <stdbool.h>

#include "shared/error.h"

/* Opens the socket, while we may: before the server leaves root. */
bool notify_open(struct error *why);

/* The server is ready for the first time. */
bool notify_ready(struct error *why);

/*
 * From here on best effort: the server goes on without a supervisor. A reload
 * begins; it is done, or was refused; the server has been told to stop.
 */
void notify_reloading(void);
void notify_reloaded(bool good);
void notify_upgraded(void);
void notify_stopping(void);

/* In the loop: the time that is waited for, and what is said when it is due. */
void notify_watch(void);
void notify_turn(void);

#endif
