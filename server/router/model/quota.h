/*
 * Quotas: how much of each limited resource a client holds, such as groups that
 * it has made and bytes of tables. A thing counts for the client as long as the
 * client is here. It also counts for the place that the client comes from
 * (ledger.h), together with everything else from there, as long as the thing
 * exists, even if the client has left it behind.
 */
#ifndef SERVER_ROUTER_MODEL_QUOTA_H
#define SERVER_ROUTER_MODEL_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/model/ledger.h"
#include "shared/clock.h"

/* The owner of a thing; all zero: nobody. */
struct holder {
	uint64_t visit; /* differs for each client that had the number */
	uint32_t client; /* number + 1 */
	uint32_t entry; /* of its place in ledger.h */
};

/* How much may be held; SIZE_MAX: no limit. */
struct quota_limits {
	size_t of_client;
	size_t of_origin;
};

/* A thing to be replaced, and how much it counts for. */
struct quota_thing {
	struct holder holder;
	size_t count;
};

/*
 * quota_allows returns whether the client may hold that much more, within its
 * share. quota_allows_replacing does so for something that replaces the thing
 * old, which any client may hold.
 */
bool quota_allows(
    uint32_t client, enum quota what, size_t more, struct quota_limits share);
bool quota_allows_replacing(uint32_t client, enum quota what, size_t more,
    struct quota_thing old, struct quota_limits share);

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

/* Returns the most that one connected client holds. */
size_t quota_most(enum quota what);

/* Returns the holder's client if that is still here, or CLIENT_NONE. */
uint32_t quota_client(struct holder holder);

/*
 * Returns whether the holder's client has left, so that the thing counts for
 * its place alone.
 */
bool quota_is_left_behind(struct holder holder);

/*
 * Returns whether a thing, made with the event of that ID, is to have no holder
 * any more. Modules call such a function for each of their things.
 */
typedef bool quota_is_forgiven(struct holder holder, uint64_t id);

/*
 * Has leftovers.c look for old things, of QUOTA_AGE or more, within
 * QUOTA_PERIOD, as some may be left behind.
 */
#define QUOTA_PERIOD (3600 * SEC)
#define QUOTA_AGE (86400 * SEC)
void quota_watch_leftovers(void);

/*
 * quota_save, for a thing that was left behind, writes a line after the thing's
 * own. quota_load reads that line back; it returns false if the line has
 * another key. A thing that has a holder already keeps it.
 */
void quota_save(struct state *state, struct holder holder);
bool quota_load(
    struct state *state, enum quota what, size_t count, struct holder *holder);

/*
 * The creators of groups. A group counts for its creator as long as that client
 * is connected, and for the place that the creator comes from as long as the
 * group lives, whoever is in it. Nobody holds groups of the configuration.
 */

/*
 * Returns whether the client may make one more group, by the limits in force.
 */
bool quota_allows_group(uint32_t client);

/* Returns the group's holder; never null. */
struct holder *quota_group_holder(uint32_t group);

#endif
