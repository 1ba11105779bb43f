/*
 * Nobody sees before it is stored: with history_sync each, the lines of an
 * event that is recorded wait, sealed, in the queues of all who get it. All
 * events of a turn, and those that come while the journal writes, share one
 * write of the disk. If it fails, or takes longer than hold_time, what somebody
 * has said is taken out of the queues again and refused (unavailable), and so
 * is everything that would be recorded until the journal can write again. Other
 * events, such as a join, have happened: they go on, and the journal gets them
 * later.
 */
#ifndef SERVER_ROUTER_DELIVERY_SEALS_H
#define SERVER_ROUTER_DELIVERY_SEALS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Returns whether a message that would be recorded must be refused now, for it
 * cannot be stored.
 */
bool seals_refuse(void);

/* Why such a message is refused, for its sender. */
#define SEALS_REFUSAL STR("the history cannot be written; try again later")

/*
 * Has the lines that are pushed from now on sealed, until seals_end: those of
 * an event with that ID, which is recorded. word is the first word of its full
 * form, and actor the client that it answers. The journal's own line counts as
 * one of them. Nothing is sealed unless history_sync is each.
 */
void seals_begin(uint64_t id, struct str word, uint32_t actor);
void seals_end(void);

/*
 * Notes, between the two and before any line is pushed, that the event has no
 * record, for there is no room or no memory: if it can be refused, nobody gets
 * what is pushed, and seals_end refuses it.
 */
void seals_lost(void);

/*
 * seals_set_journal notes that the journal of that slot is there, and can
 * write; or, with SLOT_NONE, that none takes records any more: the one before
 * gets the rest of its lines at once. seals_set_writable notes whether it can
 * write.
 */
void seals_set_journal(uint32_t slot);
void seals_set_writable(bool is_so);

/* All events up to that ID are stored. */
void seals_stored(uint64_t id);

/*
 * seals_refused returns the ID of the first message that was recorded and has
 * been refused, so that the journal must not show it; 0: there is none.
 * seals_voided notes that its record is void.
 */
uint64_t seals_refused(void);
void seals_voided(void);

/*
 * Forgets that anything was sealed, if the configuration has no history and
 * nothing is sealed now, so that older programs can take over.
 */
void seals_rest(void);

/* Gives the journal the next batch, in each turn before the queues are written.
 */
void seals_turn(void);

#endif
