/*
 * Admission: accepts connections, enforces the limits, and tells clients that
 * are turned away why.
 */
#ifndef SERVER_ACCEPT_ADMIT_H
#define SERVER_ACCEPT_ADMIT_H

/*
 * Has the loop wait for the listeners, but only while a client could be
 * admitted or turned away.
 */
void admit_watch(void);

/* Serves the listeners, and who was turned away, that select found ready. */
void admit_ready(void);

#endif
