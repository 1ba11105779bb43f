/*
 * Rows of a state that are lost. When the server cannot go back, a wrong row
 * costs its client, key, item or group, never the server. state_wrong
 * (base/state/state.h) reports each row while the state is loaded; takeover.c
 * disconnects the clients concerned once all is in force.
 */
#ifndef SERVER_UPGRADE_LOSSES_H
#define SERVER_UPGRADE_LOSSES_H

#include <stdbool.h>

#include "base/state/state.h"

/*
 * Notes that a row is left out and that its owner has lost it: see
 * state_forgive.
 */
void losses_note(const struct state *state, const char *what);

/*
 * Logs the losses, the first rows one by one, and says "bye internal" to each
 * client that cannot be served as before. A worker that cannot be told is
 * killed, if it is our child. To be called once the configuration is in force.
 */
void losses_settle(const struct state *state);

#endif
