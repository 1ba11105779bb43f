/*
 * Those who were told that they cannot come in, and may not have read it yet:
 * to close at once, with unread input, would throw away what they were told.
 * Each is kept for a while; of a storm of them each as long as there are
 * places, so that nobody waits to be told, and no number of them holds many
 * descriptors. Who is refused for its address has places of its own, so that
 * these are not in anybody else's way. Used by admit.c.
 */
#ifndef SERVER_ACCEPT_LINGERING_CLOSE_H
#define SERVER_ACCEPT_LINGERING_CLOSE_H

#include <stdbool.h>

enum lingering { LINGERING_FULL, LINGERING_REFUSED, LINGERING_KINDS };

/* How many descriptors all places have, at most. */
#define LINGERING_PLACES 24

/*
 * The socket, which is the porch's from now on, has its bye, which is the last
 * it gets. Does not block. Where all places are taken somebody goes for it: who
 * has got all of it, as far as the system knows, and of these the oldest.
 */
void lingering_keep(enum lingering porch, int fd);

/* Lets go of the oldest, for its descriptor is needed; false if there is none.
 */
bool lingering_give_up(void);

/* ALARM_PORCH: lets go of those who have had their time. */
void lingering_alarm(void);

#endif
