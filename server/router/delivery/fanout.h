/*
 * Delivery of events to everybody they concern, on each of a client's
 * connections. Lines are stored once and queued by reference; the queues are
 * written to the pipes at the end of a turn.
 */
#ifndef SERVER_ROUTER_DELIVERY_FANOUT_H
#define SERVER_ROUTER_DELIVERY_FANOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/events.h"
#include "shared/str.h"

/*
 * Send the line, or the event, to one child or to one connection.
 *
 * If there is no memory for the line or for a longer queue, this and all of the
 * following functions mark the child that cannot be told as lost, and the loop
 * ends it.
 */
void fanout_slot(uint32_t slot, struct words words);
void fanout_conn(conn_id conn, struct words words);
void fanout_event(conn_id conn, const struct event *event);

/*
 * Send the event to two clients (once, if they are the same); to all members of
 * a group; to its members with one of these roles (0: to all), and once to the
 * client, who need not be one of them; or once to each client that shares a
 * group with this one, where it counts in the backlog of the first of the
 * client's groups, to its other connections, and to this one if asked. They
 * return false if there was no memory for the event: then nobody has got it,
 * what it says must not happen, and its actor, who waits for it, is lost.
 */
bool fanout_both(client_id client, client_id other, const struct event *event);
bool fanout_group(uint32_t group, const struct event *event);
bool fanout_audience(uint32_t group, unsigned roles, client_id client,
    const struct event *event);
bool fanout_sharers(conn_id conn, bool itself, const struct event *event);

/*
 * Sends a child a line that may hold a secret, in memory that is wiped. Returns
 * false if there was no memory for it; the child is not lost for that.
 */
bool fanout_secret(uint32_t slot, struct words words);

/*
 * Mark the connection, or those of all members, as lost: they lack something
 * that they had to be told.
 */
void fanout_mark_lost(conn_id conn);
void fanout_mark_members_lost(uint32_t group);

/*
 * Sends a message as fanout_group does, but collects successive messages of a
 * group; fanout_settle delivers them to the members as one piece. All functions
 * above settle first; so must anyone who changes memberships, or the form that
 * members want.
 */
bool fanout_message(uint32_t group, const struct event *event);
void fanout_settle(void);

/*
 * Sets the tags of the events from now on. In the full form, a line for each
 * tag that is not empty precedes the event.
 */
void fanout_tags(const struct str tags[FANOUT_TAGS]);

/* Writes, at the end of a turn, once to each queue that has something new. */
void fanout_flush(void);

#endif
