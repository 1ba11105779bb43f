/*
 * Quotas: how much of each limited resource a client holds, such as groups that
 * it has made and bytes of tables. A thing counts for the client that made it,
 * as long as both are here.
 */
#ifndef SERVER_ROUTER_MODEL_QUOTA_H
#define SERVER_ROUTER_MODEL_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The limited resources. */
enum quota {
	QUOTA_GROUPS, /* groups that it has made */
	QUOTA_KEYS, /* bytes in tables */
	QUOTA_BOXES, /* boxes that it has made */
	QUOTA_ITEMS, /* bytes of its items in boxes */
	QUOTA_MASKS, /* bytes of masks that it has set */
	QUOTAS
};

/* The owner of a thing; all zero: nobody. */
struct holder {
	uint64_t visit; /* differs for each client that had the number */
	uint32_t client; /* number + 1 */
};

/* Returns how much the client holds. */
size_t quota_held(uint32_t client, enum quota what);

/*
 * Charges the client for one more thing, of size count; returns the thing's
 * holder.
 */
struct holder quota_charge(uint32_t client, enum quota what, size_t count);

/*
 * Refunds a thing that has gone, or that nobody is to hold any more: the holder
 * is nobody then.
 */
void quota_refund(struct holder *holder, enum quota what, size_t count);

/* Returns the holder's client if that is still here, or CLIENT_NONE. */
uint32_t quota_client(struct holder holder);

/*
 * Returns whether the client may make one more group, by the limit in force.
 * Nobody holds groups of the configuration.
 */
bool quota_allows_group(uint32_t client);

/* Returns the holder of the group, its creator; never null. */
struct holder *quota_group_holder(uint32_t group);

#endif
