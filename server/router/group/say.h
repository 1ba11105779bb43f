/* What is said to groups and to people. */
#ifndef SERVER_ROUTER_GROUP_SAY_H
#define SERVER_ROUTER_GROUP_SAY_H

#include "router/delivery/answers.h"
#include "router/model/conns.h"
#include "shared/str.h"

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
