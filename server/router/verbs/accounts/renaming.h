/*
 * Renaming of groups. A group that is registered has its new name when the
 * keeper has written it, and its history when the journal has stored the
 * record; until then the keeper also has the former name, so that a server that
 * starts after a crash in between can tell the journal again.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_RENAMING_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_RENAMING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/codes.h"
#include "shared/str.h"

/*
 * Asks the keeper to give a row of registrations.h its other name, or to undo
 * that. Returns the number of the question, or 0.
 */
uint64_t renaming_send(uint32_t row);

/*
 * Takes the keeper's answer to that. Returns false if the answer is as to any
 * other change of the row.
 */
bool renaming_written(uint32_t row, enum code code);

/* Notes a row that was read; the journal may have to be told its name. */
void renaming_note(uint32_t row);

/*
 * Tells the journal what it may not know yet, in each turn. may_tell: the
 * registered groups are known, and the journal was ready once.
 */
void renaming_turn(bool may_tell);

/*
 * Returns whether the journal was told all: its rows have the present names of
 * their groups for whoever asks for them.
 */
bool renaming_is_told(void);

/* Has it told again: what it was told is lost. */
void renaming_repeat(void);

/*
 * Tells it, before the registration ends, what it may not know, so that the end
 * is that of the former name, too.
 */
void renaming_end(uint32_t row);

/*
 * Returns the name of the group that the journal may still know by that name;
 * empty: there is none.
 */
struct str renaming_present(struct str former);

/*
 * Returns whether the client's command, which is about that name, has to wait
 * until the journal knows no such group any more; for hold_time at most.
 */
bool renaming_waits(uint32_t client, struct str former);

/*
 * Save and load what a row has besides its record. renaming_load ignores other
 * lines.
 */
void renaming_save(struct state *state, uint32_t row);
void renaming_load(struct state *state, uint32_t row);

#endif
