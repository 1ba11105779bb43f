/*
 * Who has brought which groups into being, and how many that are: of each
 * client, and of each address or user that clients come from. A group counts as
 * long as it lives and its maker is connected, whoever is in it. Groups of the
 * configuration are nobody's. Called by talk.c and groups.c.
 */
#ifndef SERVER_ROUTER_MAKERS_H
#define SERVER_ROUTER_MAKERS_H

#include <stdbool.h>
#include <stdint.h>

/* False where there is no memory. */
bool makers_init(void);

/* May this client make one more, by the limits in force? */
bool makers_may(uint32_t client);

/* It has made that one. */
void makers_made(uint32_t client, uint32_t group);

/* The group has gone, or is the configuration's: it is nobody's any more. */
void makers_disown(uint32_t group);

/* Whose the group is, of those who are here; CLIENT_NONE: nobody's. */
uint32_t makers_of(uint32_t group);

#endif
