/*
 * Quotas: how much of each limited resource a client holds, such as groups that
 * it has made and bytes of tables. A thing counts for the client as long as the
 * client is here, and for the place that it comes from (ledger.h), together
 * with everything else from there, as long as the thing exists. So things that
 * a client has left behind still count for its place.
 */
#ifndef SERVER_ROUTER_MODEL_HOLDERS_H
#define SERVER_ROUTER_MODEL_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/model/holds.h"
#include "shared/clock.h"

/* The owner of a thing; all zero: nobody. */
struct holder {
	uint64_t visit; /* differs for each client that had the number */
	uint32_t client; /* number + 1 */
	uint32_t entry; /* of its place in ledger.h */
};

/* How much may be held; SIZE_MAX: no limit. */
struct share {
	size_t of_client;
	size_t of_origin;
};

/* A thing to be replaced, and how much it counts for. */
struct held {
	struct holder holder;
	size_t count;
};

/*
 * holders_may returns whether the client may hold that much more, within its
 * share. holders_may_replace asks this of a thing that replaces old, whoever
 * holds that.
 */
bool holders_may(
    uint32_t client, enum hold what, size_t more, struct share share);
bool holders_may_replace(uint32_t client, enum hold what, size_t more,
    struct held old, struct share share);

/*
 * Charges the client for one more thing, which counts for count; returns the
 * thing's holder.
 */
struct holder holders_take(uint32_t client, enum hold what, size_t count);

/* Refunds a thing that has gone, or becomes nobody's. */
void holders_give(struct holder holder, enum hold what, size_t count);

/* Returns the holder's client if that is still here, or CLIENT_NONE. */
uint32_t holders_client(struct holder holder);

/*
 * Returns whether the holder's client has left, so that the thing counts for
 * its place alone.
 */
bool holders_is_left(struct holder holder);

/*
 * Returns whether a thing that came with the event of that ID becomes nobody's
 * now. Each module passes its things to such a function.
 */
typedef bool holders_forgive(struct holder holder, uint64_t id);

/*
 * Has leftovers.c look for old things within HOLDERS_PERIOD, as some may be
 * left behind.
 */
#define HOLDERS_PERIOD (3600 * SEC)
void holders_wait(void);

/*
 * holders_save writes a line after the thing's own if it is left behind.
 * holders_load reads that line back, and returns false if the line is another
 * one. A thing that has a holder already keeps it.
 */
void holders_save(struct state *state, struct holder holder);
bool holders_load(
    struct state *state, enum hold what, size_t count, struct holder *holder);

#endif
