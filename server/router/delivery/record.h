/*
 * The history's records: which events are recorded, and who is a member. Each
 * becomes a line for the journal (unstored.h), an event in its full form and
 * after its tags, under the token (shared/token.h) of its group, or of the talk
 * of two accounts. An account is a member of a group from the time its client
 * joins, or logs in as a member, until it leaves, logs out or is kicked; a
 * connection that is lost does not end this.
 */
#ifndef SERVER_ROUTER_DELIVERY_RECORD_H
#define SERVER_ROUTER_DELIVERY_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/data/set.h"
#include "router/delivery/events.h"
#include "shared/str.h"
#include "shared/token.h"

/*
 * Return the token of a group, or of an account, in the room; empty: there is
 * none.
 */
struct str record_group_token(uint32_t group, char room[TOKEN_MOST]);
struct str record_account_token(struct str account, char room[TOKEN_MOST]);

/* Returns whether a history_group of the configuration names the group. */
bool record_is_named(struct str group);

/*
 * Record an event, if it is to be recorded: one of a group; one of a client
 * that quits, or changes its name, for each of these groups; or one between two
 * clients.
 */
void record_in_group(uint32_t group, const struct event *event,
    const struct str tags[FANOUT_TAGS]);
void record_in_groups(const struct set *groups, const struct event *event);
void record_between(uint32_t client, uint32_t other, const struct event *event,
    const struct str tags[FANOUT_TAGS]);

/*
 * record_in_talk records an event between two accounts, which need not be here.
 * record_has_talk returns whether what they say is recorded. record_letter
 * records a message that is kept for an account, and returns false if it has to
 * be and cannot.
 */
void record_in_talk(
    struct str account, struct str other, const struct event *event);
bool record_has_talk(struct str account, struct str other);
bool record_letter(
    struct str account, struct str other, const struct event *event);

/* Record that the client has logged in, or is about to log out. */
void record_logged_in(uint32_t client);
void record_logs_out(uint32_t client);

/* Records who is in the group, whose history begins. */
void record_group_begins(uint32_t group);

/*
 * Records that the group ends, if nobody is in it any more and nothing of it is
 * to stay. To be called before groups_remove_if_empty.
 */
void record_group_emptied(uint32_t group);

/* Records that the registration, or the account, of that token has ended. */
void record_ends(struct str token, bool is_account);

/* Records gaps when there is room for that, in each turn. */
void record_turn(void);

#endif
