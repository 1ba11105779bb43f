/* Groups that stay, leaving, and what is said to groups and to people. */
#ifndef SERVER_ROUTER_GROUP_GROUP_H
#define SERVER_ROUTER_GROUP_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config/config.h"
#include "router/delivery/answers.h"
#include "router/model/clients.h"
#include "router/model/conns.h"
#include "shared/str.h"

/*
 * Makes and keeps the groups, boxes and tables that a configuration names
 * (group, box and table), at the start and on each reload. Those that it no
 * longer names become like any others.
 */
void join_keep_permanent(const struct config *config);

/* Handles a client's leaving of a group, and all that depends on it. */
void join_left_group(client_id client, uint32_t group);

/*
 * Says the last argument in that name, to one client or to a group: for the
 * connection's own client, whose actor is FANOUT_ACTOR; or, if it is a bridge,
 * for somebody on another server, whose actor ends with SAY_NO_MORE: no real
 * name, no account, no flags.
 */
#define SAY_NO_MORE STR("!*!-")
enum outcome say_as(conn_id who, const struct command *command, struct str name,
    struct str actor);

#endif
