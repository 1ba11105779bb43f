/*
 * Children that have died: reaped, and told to all who have to do with them.
 * Called by the loop.
 */
#ifndef SERVER_REAP_H
#define SERVER_REAP_H

/* One has died, or it is time to look at all of them. */
void reap_children(void);

#endif
