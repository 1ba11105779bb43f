/*
 * What is lost of a state that another program has left here, because it is
 * wrong and there is no other: a row costs its client, key, item or group,
 * never the server. Told of by state_wrong (base/state/state.h) while the state
 * is loaded; takeover.c has those who have lost something leave when all is in
 * force.
 */
#ifndef SERVER_UPGRADE_LOSSES_H
#define SERVER_UPGRADE_LOSSES_H

#include <stdbool.h>

#include "base/state/state.h"

/* A row is left out, whose owner has lost it: see state_forgive. */
void losses_note(const struct state *state, const char *what);

/*
 * Logs what was lost, the first rows one by one, and says "bye internal" to
 * each client that cannot be served as before; a worker that cannot be told is
 * ended, if it is a child of ours. Not before the configuration is in force.
 */
void losses_settle(const struct state *state);

#endif
