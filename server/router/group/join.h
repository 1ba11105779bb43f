/* Groups that stay, and leaving. */
#ifndef SERVER_ROUTER_GROUP_JOIN_H
#define SERVER_ROUTER_GROUP_JOIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config/config.h"
#include "router/model/clients.h"
#include "shared/str.h"

/*
 * Makes and keeps the groups, boxes and tables that a configuration names
 * (group, box and table), at the start and on each reload. Those that it no
 * longer names become like any others.
 */
void join_keep_permanent(const struct config *config);

/* Handles a client's leaving of a group, and all that depends on it. */
void join_left_group(client_id client, uint32_t group);

#endif
