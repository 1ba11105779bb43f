/*
 * Tags that a client has sent for its next message. They go to clients that
 * want events in full, directly before the message. The next command uses them
 * up, whichever it is.
 */
#ifndef SERVER_ROUTER_DELIVERY_TAGS_H
#define SERVER_ROUTER_DELIVERY_TAGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/delivery/answers.h"
#include "shared/grammar.h"
#include "shared/str.h"

/*
 * tags_begin gives the following events the client's tags, if the command may
 * have any. tags_done ends that, and drops the tags unless the command is to be
 * run again. Call them around each command except tags itself.
 */
void tags_begin(uint32_t client, const struct rule *rule);
void tags_done(uint32_t client, enum outcome outcome);

/*
 * Save the client's tags for the next program (base/state/state.h), and load a
 * line of them; tags_load returns false if the line is not one.
 */
void tags_save(struct state *state, uint32_t client);
bool tags_load(struct state *state, uint32_t client);

#endif
