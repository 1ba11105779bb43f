/*
 * From an event to the queues of those whom it concerns, and from the queues
 * to the pipes: lines are stored once and queued by reference, and the queues
 * are written when the loop has read what was ready.
 */
#ifndef SERVER_ROUTER_DELIVERY_FANOUT_H
#define SERVER_ROUTER_DELIVERY_FANOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/set.h"
#include "router/delivery/forms.h"
#include "shared/clock.h"
#include "shared/str.h"

/* A new event's ID: µs since 1970, always more than the last. */
struct str fan_id(void);

/* By how much the last one is ahead of the wall clock, which was set back. */
usec fan_ahead(void);

/*
 * A child that cannot be told, because there is no memory for the line or for a
 * longer queue, is marked as lost and ended by the loop.
 *
 * The line, or the event, goes to one child or to one client.
 */
void fan_slot(uint32_t slot, struct words words);
void fan_one(uint32_t client, struct words words);
void fan_event(uint32_t client, const struct event *event);

/*
 * The same. False where there was no memory for the line: nobody has got it,
 * and what it says must not happen.
 */
bool fan_try(uint32_t client, struct words words);

/*
 * The event goes to two clients (once, if they are the same), to all members of
 * a group, or once to each who shares a group with that client, as an event of
 * the first group that both are in: of its quit itself excepted, of its new
 * name itself too. False where there was no memory for it: nobody has got it
 * then, what it says must not happen, and its actor is lost, who waits for it.
 */
bool fan_two(uint32_t client, uint32_t other, const struct event *event);
bool fan_group(uint32_t group, const struct event *event);
bool fan_quit(uint32_t client, const struct event *event);
bool fan_renamed(uint32_t client, const struct event *event);

/*
 * As fan_quit, of an event with a text that the client has written. It goes to
 * the members of these groups, which are the client's, all of them or some
 * (speech.h); whoever shares only others with it gets the event without the
 * text instead, which may have no words.
 */
bool fan_said(uint32_t client, const struct set *groups,
    const struct event *event, const struct event *unsaid);

/*
 * A line for a child that may hold a secret, in memory that is wiped. False
 * where there was no memory for it: the child is not lost for that.
 */
bool fan_secret(uint32_t slot, struct words words);

/*
 * The line, an event of the group, or of GROUP_NONE, goes to each of these
 * clients; where there is no memory for it, all of them are lost.
 */
void fan_listed(
    uint32_t group, const uint32_t *clients, size_t count, struct words words);

/*
 * An event of the group goes to its members with one of these roles, or, of
 * none, to all; and to that client, who may be none of them, once.
 */
bool fan_audience(
    uint32_t group, unsigned roles, uint32_t client, const struct event *event);

/* The client lacks something that it had to be told, or has to wait for. */
void fan_lose(uint32_t client);

/* Nobody could be told of the client's quit: all who had to be are lost. */
void fan_lose_sharers(uint32_t client);

/*
 * The same as fan_group for a message: those that follow each other are given
 * to the members as one piece, by fan_settle. All of the above settle first;
 * who changes memberships, or what members want, has to.
 */
bool fan_message(uint32_t group, const struct event *event);
void fan_settle(void);

/*
 * The tags of the next event: in full it comes behind a line of each that is
 * not empty.
 */
void fan_tags(const struct str tags[FAN_TAGS]);

/* At the end of a turn: one write to each queue that has something new. */
void fan_flush(void);

#endif
