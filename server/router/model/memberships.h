/*
 * A client's memberships: a row for each group that it is in, in the order of
 * its set of groups, which changes with them. Owned by groups.c, which knows
 * the other side.
 */
#ifndef SERVER_ROUTER_MODEL_MEMBERSHIPS_H
#define SERVER_ROUTER_MODEL_MEMBERSHIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client;

/* State of a client in one of its groups. */
struct membership {
	size_t
	    waiting; /* bytes of the group's own events, if they are counted */
	bool over; /* which is more than GROUPS_MARK */
	unsigned char roles; /* its own, in this group */
	unsigned char muffled; /* a code: as masks say of it in that version */
	uint64_t version; /* of masks.h; 0: nothing is known */
	uint64_t refused; /* its lines up to there are: see congestion.h */
	uint64_t unposted; /* the same of what it puts into the box */
};

/* Adds a row, all zero; false without memory. The client is not in the group.
 */
bool memberships_add(struct client *client, uint32_t group);

/* Removes the row of a group that the client is in. */
void memberships_drop(struct client *client, uint32_t group);

#endif
