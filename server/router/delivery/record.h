/*
 * The history's records: which events are recorded, and who is a member. Each
 * becomes a line for the journal, an event in its full form and after its tags,
 * under the token (shared/token.h) of its group, or of the talk of two
 * accounts. An account is a member of a group from the time its client joins,
 * or logs in as a member, until it leaves, logs out or is kicked; a connection
 * that is lost does not end this.
 *
 * The lines "log ID WHERE KIND [REST]" (forkcast-protocol(7), PIPES) that the
 * journal has not stored yet are kept here. They go to the journal that is
 * there, and again to each one after it, until it says that they are stored.
 * Events may be lost once more than queue_max waits; all other lines are few,
 * and are kept up to twice that. Those of a table or box that is written anew
 * are never lost: its size is limited.
 */
#ifndef SERVER_ROUTER_DELIVERY_RECORD_H
#define SERVER_ROUTER_DELIVERY_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/events.h"
#include "router/queue/outq.h"
#include "shared/str.h"
#include "shared/token.h"

/*
 * Return the token of a group, or of an account, in the room; empty: there is
 * none.
 */
struct str record_group_token(uint32_t group, char room[TOKEN_MOST]);
struct str record_account_token(struct str account, char room[TOKEN_MOST]);

/*
 * Record an event, if it is to be recorded: one of a group, which may be that
 * of a client that quits or changes its name; or one between two accounts, of
 * which one misses it or not: false if it is not, or is lost. Tags may be null.
 */
void record_in_group(uint32_t group, const struct event *event,
    const struct str tags[FANOUT_TAGS]);
bool record_in_talk(struct str account, struct str other,
    const struct event *event, const struct str tags[FANOUT_TAGS],
    bool is_missed);

/*
 * Record that the client's account is in the group from now on, or out of it,
 * as it has joined, or is about to leave, by the event with that ID.
 */
void record_joined(uint32_t group, client_id client, uint64_t id);
void record_left(uint32_t group, client_id client, uint64_t id);

/*
 * What an account misses in a talk, as it is not connected, is recorded
 * whatever the history has of talks, if there is a state: record_may_miss
 * returns whether that is possible, as none of the two keeps out of the
 * history. record_account_of returns the account that a talk calls so, or that
 * of the client of that name; or none.
 */
struct str record_account_of(struct str name);
bool record_may_miss(struct str account, struct str other);

/*
 * Returns whether the group has a past although nobody may be in it, or its
 * history may be off now.
 */
bool record_stays(uint32_t group);

/* Records that the client has logged in, or is about to log out. */
void record_login(client_id client, bool in);

/*
 * record_group_begins records who is in the group, whose history begins;
 * record_group_off that nothing is recorded from now on, if it has a past.
 */
void record_group_begins(uint32_t group);
void record_group_off(uint32_t group);

/*
 * Records that the group ends, if nobody is in it any more and nothing of it is
 * to stay. To be called before groups_remove_if_empty.
 */
void record_group_emptied(uint32_t group);

/* Records that the registration, or the account, of that token has ended. */
void record_ends(struct str token);

/* Records what groups have lost as gaps, if there is room; in each turn. */
void record_gaps(void);

struct unstored_line {
	uint64_t id; /* not less than those before; 0: a new one */
	struct str where; /* a token */
	struct str kind;
	struct words rest; /* empty words at its end are left out */
	bool is_event; /* it may be lost */
	bool must; /* it is added however much waits */
};

/* Returns false if the line is lost: too much waits, or there is no memory. */
bool record_add(const struct unstored_line *line);

/* Returns whether less than half of queue_max waits. */
bool record_is_short(void);

/*
 * The journal in that slot takes lines from now on, and gets all that are not
 * stored; SLOT_NONE: none does until the next one.
 */
void record_send_to(uint32_t slot);

/*
 * Takes "stored LINES": so many more of the lines that the journal got are
 * safe, and go to no other one. False if there are not so many.
 */
bool record_stored(uint64_t lines);

/* What waits, and the ID of the first of its lines; 0: none. */
struct unstored {
	struct stream stream;
	struct outq queue;
	uint64_t count; /* of its lines */
	uint32_t slot; /* of the journal; SLOT_NONE: none takes lines */
	uint64_t last; /* ID of the last line; answers cover it */
	bool met; /* this server has had a journal */
};
struct unstored *record_unstored(void);
uint64_t record_oldest(void);

#endif
