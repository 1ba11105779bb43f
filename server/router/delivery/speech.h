/*
 * The groups in which a client is heard: those of its groups in which it may
 * speak (rights_speak). A text about the client itself, such as its away
 * message, concerns all who share a group with it, but goes only to the members
 * of these groups.
 */
#ifndef SERVER_ROUTER_DELIVERY_SPEECH_H
#define SERVER_ROUTER_DELIVERY_SPEECH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/data/set.h"
#include "shared/str.h"

/*
 * Returns the client's groups in which it may say that text; an empty text
 * stands for any. The set is valid until the next call, or until the client
 * joins or leaves a group.
 */
const struct set *speech_groups(uint32_t client, struct str text);

#endif
