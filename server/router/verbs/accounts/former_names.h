/*
 * The former names of registered groups, by which the journal may still know
 * them. Until it has stored the new name of a group, the keeper has the former
 * one, too, so that a server that starts after a crash in between can tell the
 * journal again; and no other group can be registered by it.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_FORMER_NAMES_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_FORMER_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/* Notes by which name the journal has the group, which is getting another. */
void former_names_keep(uint32_t row, struct str former);

/*
 * Tells the journal the group's present name: at once, since it may be told
 * next what is done in the group. has_event: it has the event, or there is
 * none. It is told later of all that is lost.
 */
void former_names_tell(uint32_t row, bool has_event);

/* Notes a row that was read; the journal may have to be told its name. */
void former_names_note(uint32_t row);

/*
 * Tells the journal what it may not know yet, in each turn. may_tell: the
 * registered groups are known, and the journal was ready once.
 */
void former_names_turn(bool may_tell);

/*
 * Returns whether the journal was told all: its rows have the present names of
 * their groups for whoever asks for them.
 */
bool former_names_are_told(void);

/* Has it told again: what it was told is lost. */
void former_names_repeat(void);

/*
 * Tells it, before the registration ends, what it may not know, so that the end
 * is that of the former name, too. If it cannot be told, the end of the past by
 * that name is lost (ends.h).
 */
void former_names_end(uint32_t row);

/*
 * Returns the name of the group that the journal may still know by that name;
 * empty: there is none.
 */
struct str former_names_present(struct str former);

/*
 * Returns whether the client's command, which is about that name, has to wait
 * until the journal knows no such group any more; for hold_time at most.
 */
bool former_names_wait(uint32_t client, struct str former);

#endif
