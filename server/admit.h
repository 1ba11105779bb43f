/*
 * Who comes in: accept, and the limits. Who cannot come in is told so. Used by
 * router.c, timers.c and commands.c.
 */
#ifndef SERVER_ADMIT_H
#define SERVER_ADMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/addr.h"

/* Opens the spare descriptor; false with errno. */
bool admit_init(void);

/* The listeners are waited for only while somebody could be let in or told. */
void admit_watch(void);

/* Accepts from the listeners that select found. */
void admit_ready(void);

/*
 * The worker of a slot has read of its proxy whose connection it is: from now
 * on that is the peer's address.
 */
void admit_proxied(uint32_t slot, const struct addr *addr);

/*
 * Lets go of those who were turned away and have had time to read why. True
 * if there are more.
 */
bool admit_release(void);

/* No one else from now on. */
void admit_stop(void);

#endif
