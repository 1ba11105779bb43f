/*
 * Who holds how much of what there is not without end: the groups it has made,
 * the bytes of the tables. It is counted for the client as long as it is here,
 * and for the place that it comes from (ledger.h), with all others from there,
 * as long as the thing is: what a client has left behind counts for its place.
 * Called by the modules whose things these are, and by disconnect.c.
 */
#ifndef SERVER_ROUTER_MODEL_HOLDERS_H
#define SERVER_ROUTER_MODEL_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/model/holds.h"
#include "shared/clock.h"

/* Whose a thing is; all zero: nobody's. */
struct holder {
	uint64_t visit; /* another one for each who has had the number */
	uint32_t client; /* number + 1 */
	uint32_t entry; /* of its place: ledger.h */
};

/* How much may be held; SIZE_MAX: any number. */
struct share {
	size_t of_client;
	size_t of_origin;
};

/* A thing that is to go, and how much it counts for. */
struct held {
	struct holder holder;
	size_t count;
};

/*
 * Returns whether the client may hold so much more, where so much is its share;
 * and the same of what comes in the place of another thing, whosever that is.
 */
bool holders_may(
    uint32_t client, enum hold what, size_t more, struct share share);
bool holders_may_replace(uint32_t client, enum hold what, size_t more,
    struct held old, struct share share);

/* The client holds one thing more, that counts for so much. */
struct holder holders_take(uint32_t client, enum hold what, size_t count);

/* A thing has gone, or is nobody's any more. */
void holders_give(struct holder holder, enum hold what, size_t count);

/* Who that is, if it is still here; or CLIENT_NONE. */
uint32_t holders_client(struct holder holder);

/* Returns whether a client has left the thing behind that counts for its place.
 */
bool holders_is_left(struct holder holder);

/*
 * Of a thing that came with the event of that ID: is it to be nobody's from now
 * on? The modules ask this for each of theirs.
 */
typedef bool holders_forgive(struct holder holder, uint64_t id);

/* The client has left: its things count for its place alone. */
void holders_left(uint32_t client);

/*
 * There may be things left behind: has leftovers.c look for old ones, no later
 * than that.
 */
#define HOLDERS_PERIOD (3600 * SEC)
void holders_wait(void);

/*
 * Writes the line that follows a thing's own if it is left behind, and reads it
 * back: false if the line is another one. A thing that is somebody's already
 * stays that.
 */
void holders_save(struct state *state, struct holder holder);
bool holders_load(
    struct state *state, enum hold what, size_t count, struct holder *holder);

#endif
