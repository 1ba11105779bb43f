/*
 * The history's records: which events are recorded. Each becomes a line for the
 * journal, "log ATTR VERB ID WHERE [REST]" (forkcast-protocol(7), PIPES), in
 * its full form and with its tags; WHERE is the group, or the talk of two
 * accounts, "@A,B", one of which may be a guest instead (guests.h). An account
 * is a member of a group from the time its client joins, or logs in as a
 * member, until it leaves or is kicked or banned; a connection that is lost
 * does not end this. The journal is told of it whether or not the group's
 * operators want a history (H). kept_log.c has the lines that are not stored.
 */
#ifndef SERVER_ROUTER_DELIVERY_RECORD_H
#define SERVER_ROUTER_DELIVERY_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/data/set.h"
#include "router/delivery/forms.h"
#include "router/model/masks.h"
#include "shared/str.h"

/*
 * Record an event, if it is to be recorded: one of a group; one of a client
 * that quits, or changes its name, for each of these groups, where the members
 * of heard get the event and those of the others get unsaid; or one between two
 * clients. To be called when the event has been built, and before anybody gets
 * it: what is pushed from then on, until record_done, waits with it (seals.h).
 */
void record_in_group(uint32_t group, const struct event *event,
    const struct str tags[FANOUT_TAGS]);
void record_in_groups(const struct set *groups, const struct set *heard,
    const struct event *event, const struct event *unsaid);
void record_between(uint32_t client, uint32_t other, const struct event *event,
    const struct str tags[FANOUT_TAGS]);
void record_done(void);

/*
 * Records that a message of the talk of these parties (guests.h) is deleted,
 * whether or not they are here, before anybody is told; to be followed by
 * record_done.
 */
void record_redacted(
    struct str party, struct str other, const struct event *event);

/*
 * record_letter records, if the talk is recorded, a message that is kept for an
 * account which is not here: nobody gets it now. It returns false if its record
 * is lost. record_has_letter returns whether the talk is recorded.
 */
bool record_has_letter(uint32_t client, struct str account);
bool record_letter(
    uint32_t client, struct str account, const struct event *event);

/*
 * Returns whether events that are recorded wait for the disk: then each must be
 * delivered by itself.
 */
bool record_seals(void);

/*
 * Return whether a message to the group, or between these clients, would be
 * recorded and cannot be stored now: it must be refused (seals.h).
 */
bool record_refuses(uint32_t group);
bool record_refuses_between(uint32_t client, uint32_t other);

/*
 * record_logged_in records that the client's account is a member of its groups;
 * record_logs_out, before the client logs out, that it is no longer, unless
 * another of its clients is.
 */
void record_logged_in(uint32_t client);
void record_logs_out(uint32_t client);

/*
 * Records what a change of the group's masks, which has been made, means for
 * the accounts that the mask matches: a ban ends their membership, and its end
 * begins that of members anew. Accounts that are not here are known only by a
 * mask with the whole name of one.
 */
void record_mask(
    uint32_t group, enum masks_list list, bool adds, struct str mask);

/*
 * record_last returns the ID of the last line that the journal was told, and
 * record_is_stored whether all lines up to that ID are stored.
 */
uint64_t record_last(void);
bool record_is_stored(uint64_t id);

/* Returns whether there is a history. */
bool record_is_on(void);

/*
 * Records, before a client leaves all of its groups without a word, what masks
 * mean for its memberships.
 */
void record_leaves(uint32_t client);

/* Records whether the group lasts, after that has changed. */
void record_group_lasts(uint32_t group);

/*
 * Records that the group ends, if nobody is in it any more and it does not
 * last. To be called before groups_remove_if_empty.
 */
void record_group_emptied(uint32_t group);

/*
 * Record that the past of a group, whose registration has ended, or of an
 * account, which was removed, is void; the mailbox of the account ends, too.
 * They return false if that is lost.
 */
bool record_group_ends(struct str name);
bool record_account_ends(struct str account);

/*
 * Records a line of control about WHERE with a new ID: "log c VERB ID WHERE
 * REST".
 */
bool record_control(struct str verb, struct str where, struct str rest);

/*
 * Records that all memberships end, and has those who are in a group begin
 * anew.
 */
void record_anew(void);

/*
 * Does the same once there is room again after a line of control was
 * lost, for whoever has left may still be a member for the journal. Returns
 * whether it has; then record_begin_group should be called for all groups,
 * while record_has_room.
 */
bool record_makes_good(void);

/* Records who is in the group, if that has to be. */
void record_begin_group(uint32_t group);

/* Returns whether there is room for the lines of many more groups. */
bool record_has_room(void);

/*
 * Takes note of a new configuration: if the history begins or ends, so do all
 * memberships, as nobody records who leaves or is banned in the meantime.
 * Forgets what an older program could not know.
 */
void record_review(void);

/* Records what was refused after it had been recorded, and gaps, in each turn.
 */
void record_turn(void);

/*
 * record_journal_ready notes that a journal in that slot, with records up to
 * that ID, takes records from now on, and sends it all those that are not
 * stored; it returns false if some are lost (kept_log.h). record_journal_gone
 * notes that no records may be sent until the next one is ready: it has died,
 * or was said goodbye.
 */
bool record_journal_ready(uint32_t slot, uint64_t last);
void record_journal_gone(void);

/*
 * Forgets the records up to that ID, which the journal has stored.
 * record_was_sent returns whether it may say so: the ID is not after the last
 * record that was made, or that the journal had when it was ready.
 */
void record_stored(uint64_t id);
bool record_was_sent(uint64_t id);

/*
 * Returns how many events wait to be stored; record_is_all_stored, whether none
 * does.
 */
uint64_t record_waiting(void);
bool record_is_all_stored(void);

#endif
