/*
 * What was said lately in groups with mode f, by whom: an account, with all of
 * its clients; or else an address or a user, as policy/peers.h counts them, but
 * for addresses that are exempt there a name; or somebody on another server.
 * So it goes on to count for who leaves and comes back. Signals, which clients
 * send by themselves, count apart from lines. There is room for thousands; if
 * there are more, others are forgotten, those who said nothing lately first.
 */
#ifndef SERVER_ROUTER_MODEL_FLOODS_H
#define SERVER_ROUTER_MODEL_FLOODS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/module.h"
#include "shared/codes.h"
#include "shared/str.h"

/*
 * Counts so many lines, or signals, that the client says in the group, for
 * itself or for somebody of that name on another server; empty: for itself. A
 * member with a role may say any number. Returns CODE_OK; or, and counts none,
 * CODE_SLOW_DOWN, or CODE_TOO_MANY if the group never allows so many at once.
 */
enum code floods_count(
    uint32_t group, conn_id who, struct str other, size_t lines, bool signals);

/* Counts a line in each group of the client; false if one is too much there. */
bool floods_count_all(conn_id who);

#endif
