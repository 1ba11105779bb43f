/*
 * Tags that a client has said for its next message: they go to those who want
 * events in full, directly before it, and with the command that follows they
 * are gone, whatever it was. Used by commands.c.
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
 * From now on events bear the tags of the client, if the command may have any;
 * tags_done ends that, and if the command is not to be given again the tags are
 * gone. To be called around each command but tags itself.
 */
void tags_begin(uint32_t client, const struct rule *rule);
void tags_done(uint32_t client, enum outcome outcome);

/* The client goes. */
void tags_drop(uint32_t client);

/* What of one goes to the next program (base/state/state.h), and back: a line.
 */
void tags_save(struct state *state, uint32_t client);
bool tags_load(struct state *state, uint32_t client);

#endif
