/*
 * Where a client is heard: those of its groups in which it may speak
 * (rights_speak). What it says of itself, such as why it is away, concerns all
 * who share a group with it, and goes to the members of these alone.
 */
#ifndef SERVER_ROUTER_DELIVERY_SPEECH_H
#define SERVER_ROUTER_DELIVERY_SPEECH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/data/set.h"
#include "shared/str.h"

/*
 * Returns the client's groups in which it may say that text; an empty one is
 * any. They are valid until the next call, or until the client joins or leaves.
 */
const struct set *speech_groups(uint32_t client, struct str text);

#endif
