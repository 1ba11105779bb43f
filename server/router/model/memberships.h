/*
 * A client's memberships: a row for each of its groups, in the order of its set
 * of groups, which these functions change too. Only groups.c, which keeps the
 * sets of members, calls them.
 */
#ifndef SERVER_ROUTER_MODEL_MEMBERSHIPS_H
#define SERVER_ROUTER_MODEL_MEMBERSHIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client;

/* State of a client in one of its groups. */
struct membership {
	size_t waiting; /* bytes of the group's own events, if counted */
	bool over_mark; /* waiting is more than GROUPS_MARK */
	unsigned char roles; /* ROLE_ bits, in this group */
	unsigned char cached_code; /* enum code: see rights.c */
	uint64_t cached_version; /* masks_version of that; 0: not known */
	uint64_t lines_refused; /* end of its refused lines: see congestion.h */
	uint64_t posts_refused; /* end of its refused posts to the box */
	uint64_t joined; /* the ID of its join event; 0: unknown */
};

/*
 * Adds a row, all zero, for a group that the client is not in yet; returns
 * false if there is no memory.
 */
bool memberships_add(struct client *client, uint32_t group);

/* Removes the row of a group that the client is in. */
void memberships_drop(struct client *client, uint32_t group);

#endif
