/*
 * Admission: accepts connections, enforces the limits, and tells clients that
 * are turned away why.
 */
#ifndef SERVER_ACCEPT_ADMIT_H
#define SERVER_ACCEPT_ADMIT_H

#include <stdbool.h>

/*
 * Has the loop wait for the listeners, but only while a client could be
 * admitted or turned away.
 */
void admit_watch(void);

/* Accepts connections from the listeners that select found ready. */
void admit_ready(void);

/* Accepts nobody in this turn, because something more urgent came up. */
void admit_pause(void);

/* Accepts nobody from now on. */
void admit_stop(bool stopped);

#endif
