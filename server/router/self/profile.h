/*
 * What clients say about themselves: the form in which they want events, their
 * user, real name and flags, whether they are away; and whether they are
 * operators of the server, flag S.
 */
#ifndef SERVER_ROUTER_SELF_PROFILE_H
#define SERVER_ROUTER_SELF_PROFILE_H

#include <stdbool.h>

#include "router/model/conns.h"
#include "shared/str.h"

/*
 * Tells those who share a group with the client, or the client itself, which
 * has not asked for it, that its account has changed.
 */
void profile_account(conn_id who, bool itself);

/*
 * Returns whether the connection is an operator's. profile_make_oper makes it
 * one by that account.
 */
bool profile_is_oper(conn_id who);
void profile_make_oper(conn_id who, struct str account);

/*
 * Ends the powers of operators whose account is this one, which was removed, or
 * which the configuration does not name. Each is told by a flag event. So it
 * ends that a client serves, if the configuration does not name its account.
 */
void profile_review_opers(struct str removed);

#endif
