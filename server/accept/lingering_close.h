/*
 * Lingering close: connections that were turned away and may not have read
 * their bye yet. Closing one at once, with unread input, would discard the bye.
 * Each is kept open for a while. In a storm each is kept only as long as there
 * are places, so nobody waits to be told, and no storm can hold many
 * descriptors. Connections refused for their address have places of their own,
 * so that they do not crowd out the others.
 */
#ifndef SERVER_ACCEPT_LINGERING_CLOSE_H
#define SERVER_ACCEPT_LINGERING_CLOSE_H

#include <stdbool.h>

enum lingering { LINGERING_FULL, LINGERING_REFUSED, LINGERING_KINDS };

/* The most descriptors that all places hold together. */
#define LINGERING_PLACES 24

/*
 * Takes over the socket, which has been sent its bye and gets nothing more.
 * Does not block. If all places are taken, one is closed for it: the oldest
 * whose bye has arrived, as far as the system knows, or else the oldest.
 */
void lingering_add(enum lingering kind, int fd);

/*
 * Closes the oldest connection because its descriptor is needed; false if there
 * is none.
 */
bool lingering_close_oldest(void);

#endif
